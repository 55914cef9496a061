#include "spec/purl.h"

#include <fmt/format.h>

#include <cctype>

#include "base/text.h"

namespace sf {
namespace {

constexpr std::string_view kScheme = "pkg:", kUnencoded = ".-_~:";

std::string encoded(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = std::isalnum(byte) != 0 || kUnencoded.find(c) != std::string_view::npos;
        result += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return result;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const int letter = std::tolower(static_cast<unsigned char>(c));
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

std::optional<std::string> decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        result += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return result;
}

// What stands behind `separator`, taken off `text`; searched from the end.
std::string_view take_behind(std::string_view& text, char separator) {
    const auto at = text.rfind(separator);
    if (at == std::string_view::npos) return {};
    const auto behind = text.substr(at + 1);
    text = text.substr(0, at);
    return behind;
}

}  // namespace

std::string to_text(const Purl& purl) {
    std::string text = fmt::format("{}{}/", kScheme, purl.type);
    if (!purl.space.empty()) text += encoded(purl.space) + "/";
    text += encoded(purl.name);
    if (!purl.version.empty()) text += "@" + encoded(purl.version);
    if (!purl.qualifiers.empty()) text += "?" + purl.qualifiers;
    return text;
}

std::optional<Purl> parse_purl(std::string_view text) {
    if (!text.starts_with(kScheme)) return std::nullopt;
    text.remove_prefix(kScheme.size());
    take_behind(text, '#');  // a path within the package
    Purl purl;
    purl.qualifiers = take_behind(text, '?');
    const auto version = decoded(take_behind(text, '@'));
    const auto type_end = text.find('/');
    if (type_end == std::string_view::npos || type_end == 0 || !version) return std::nullopt;
    purl.type = lower_case(text.substr(0, type_end));
    text.remove_prefix(type_end);  // its slash stays: "/NAME" or "/NAMESPACE/NAME"
    const auto name = decoded(take_behind(text, '/'));
    const auto space = decoded(text.empty() ? text : text.substr(1));
    if (!name || name->empty() || !space) return std::nullopt;
    purl.version = *version;
    purl.name = *name;
    purl.space = *space;
    return purl;
}

}  // namespace sf
