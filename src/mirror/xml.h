// The little of XML that the servers of AWS's protocols answer with: elements and text. No document types, no entities
// but the five of XML itself and numbered characters, so that nothing in an answer can grow or lead elsewhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sf {

struct XmlElement {
    std::string name;  // without the prefix of a name space
    std::string text;  // its own, decoded; what stands between its children included
    std::vector<XmlElement> children;

    const XmlElement* child(std::string_view wanted) const;  // the first of that name; nullptr: there is none
    std::string text_of(std::string_view wanted) const;      // of that child; "" if there is none
};

// The root. Throws Error(source), naming `origin`, for what is no such document.
XmlElement parse_xml(std::string_view text, const std::string& origin);

// & < > " as entities.
std::string xml_escaped(std::string_view text);

}  // namespace sf
