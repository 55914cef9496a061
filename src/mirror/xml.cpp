#include "mirror/xml.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr int kDeepest = 16;
constexpr std::array<std::pair<std::string_view, char>, 5> kEntities = {
    {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};

void append_utf8(std::string& text, std::uint32_t code) {
    const auto tail = [](std::uint32_t bits) { return static_cast<char>(0x80 | (bits & 0x3f)); };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xc0 | (code >> 6));
        text += tail(code);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xe0 | (code >> 12));
        text += {tail(code >> 6), tail(code)};
    } else {
        text += static_cast<char>(0xf0 | (code >> 18));
        text += {tail(code >> 12), tail(code >> 6), tail(code)};
    }
}

class XmlReader {
  public:
    XmlReader(std::string_view text, const std::string& origin) : rest_(text), origin_(origin) {}

    XmlElement document() {
        skip_blanks();
        if (rest_.starts_with("<?xml")) take_until("?>");
        skip_blanks();
        XmlElement root = element(0);
        skip_blanks();
        if (!rest_.empty()) fail();
        return root;
    }

  private:
    [[noreturn]] void fail() const {
        throw Error(ErrorKind::source, origin_ + ": the answer is no XML that this program understands",
                    "check that the endpoint is one of S3 or a server that speaks its language");
    }

    std::string_view take_until(std::string_view end) {
        const std::size_t found = rest_.find(end);
        if (found == std::string_view::npos) fail();
        const std::string_view taken = rest_.substr(0, found);
        rest_.remove_prefix(found + end.size());
        return taken;
    }

    void skip_blanks() {
        while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front()))) rest_.remove_prefix(1);
    }

    // "s3:Key" -> "Key"
    std::string local_name(std::string_view name) const {
        const std::string_view local = name.substr(name.find(':') + 1);
        const auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == '.'; };
        if (local.empty() || !std::all_of(local.begin(), local.end(), allowed)) fail();
        return std::string(local);
    }

    XmlElement element(int depth) {
        if (depth > kDeepest || !rest_.starts_with('<')) fail();
        rest_.remove_prefix(1);
        std::string_view tag = take_until(">");
        const bool empty = tag.ends_with('/');
        if (empty) tag.remove_suffix(1);
        const std::string_view name = tag.substr(0, tag.find_first_of(" \t\r\n"));  // attributes are not looked at
        XmlElement result{local_name(name), "", {}};
        if (!empty) read_content(result, name, depth);
        return result;
    }

    void read_content(XmlElement& result, std::string_view name, int depth) {
        while (true) {
            const std::size_t tag = rest_.find('<');
            if (tag == std::string_view::npos) fail();
            append_decoded(result.text, rest_.substr(0, tag));
            rest_.remove_prefix(tag);
            if (rest_.starts_with("</")) break;
            result.children.push_back(element(depth + 1));
        }
        rest_.remove_prefix(2);
        if (trim(take_until(">")) != name) fail();
    }

    void append_decoded(std::string& text, std::string_view raw) const {
        while (!raw.empty()) {
            const std::size_t start = raw.find('&');
            text += raw.substr(0, start);
            if (start == std::string_view::npos) return;
            raw.remove_prefix(start + 1);
            const std::size_t end = raw.find(';');
            if (end == std::string_view::npos) fail();
            append_entity(text, raw.substr(0, end));
            raw.remove_prefix(end + 1);
        }
    }

    void append_entity(std::string& text, std::string_view name) const {
        for (const auto& [known, character] : kEntities) {
            if (name == known) {
                text += character;
                return;
            }
        }
        const int base = name.starts_with("#x") ? 16 : 10;
        if (!name.starts_with('#')) fail();
        name.remove_prefix(base == 16 ? 2 : 1);
        constexpr std::uint32_t kLast = 0x10ffff;
        std::uint32_t code = 0;
        const auto read = std::from_chars(name.data(), name.data() + name.size(), code, base);
        if (read.ec != std::errc() || read.ptr != name.data() + name.size() || code > kLast) fail();
        append_utf8(text, code);
    }

    std::string_view rest_;
    const std::string& origin_;
};

}  // namespace

const XmlElement* XmlElement::child(std::string_view wanted) const {
    const auto found =
        std::find_if(children.begin(), children.end(), [&](const XmlElement& one) { return one.name == wanted; });
    return found == children.end() ? nullptr : &*found;
}

std::string XmlElement::text_of(std::string_view wanted) const {
    const XmlElement* found = child(wanted);
    return found == nullptr ? "" : found->text;
}

XmlElement parse_xml(std::string_view text, const std::string& origin) {
    return XmlReader(text, origin).document();
}

std::string xml_escaped(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        const auto* entity =
            std::find_if(kEntities.begin(), kEntities.end(), [&](const auto& e) { return e.second == c; });
        if (entity == kEntities.end() || c == '\'')
            escaped += c;
        else
            escaped += "&" + std::string(entity->first) + ";";
    }
    return escaped;
}

}  // namespace sf
