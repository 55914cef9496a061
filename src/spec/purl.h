// Package URLs, by which SBOMs and advisories name packages: pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS.
// https://github.com/package-url/purl-spec/blob/main/PURL-SPECIFICATION.rst
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sf {

struct Purl {
    std::string type;   // generic, deb
    std::string space;  // debian; may be empty
    std::string name;
    std::string version;     // may be empty
    std::string qualifiers;  // distro=debian-12; may be empty
};

std::string to_text(const Purl& purl);
// Nothing for what is no package URL. Qualifiers stay as they are.
std::optional<Purl> parse_purl(std::string_view text);

}  // namespace sf
