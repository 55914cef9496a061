#include "mirror/oci_tags.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/hash.h"
#include "base/text.h"

namespace sf::oci {
namespace {

constexpr std::size_t kLongest = 128;
constexpr std::size_t kStart = 58;  // of a long path: with a '.', 64 digits and ".long" that is the longest tag
constexpr std::string_view kFileEnd = ".file", kLongEnd = ".long";
constexpr std::string_view kSpecs = "v3/manifests/spec", kSpecEnd = ".spec.manifest.json";
constexpr std::string_view kIndexPath = "v3/manifests/index/index.manifest.json";

bool is_tag_character(unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '.' || c == '-';
}

// '/' as "__", which is no escape; '_' itself, what a tag cannot have and a '.' at the start as '_' and two digits.
std::string escaped(std::string_view path) {
    std::string text;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = is_tag_character(byte) && c != '_' && !(text.empty() && !std::isalnum(byte));
        if (c == '/')
            text += "__";
        else if (plain)
            text += c;
        else
            text += fmt::format("_{:02x}", byte);
    }
    return text;
}

// Nothing for what escaped() does not write.
std::optional<std::string> unescaped(std::string_view text) {
    std::string path;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            path += text[i];
        } else if (text.substr(i, 2) == "__") {
            path += '/';
            ++i;
        } else {
            unsigned char byte = 0;
            const auto digits = text.substr(i + 1, 2);
            const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
            if (failure != std::errc() || digits.size() != 2 || end != digits.data() + digits.size())
                return std::nullopt;
            path += static_cast<char>(byte);
            i += 2;
        }
    }
    return path;
}

// Spack's ensure_valid_tag.
std::string spacks(std::string tag) {
    constexpr std::size_t kHalf = kLongest / 2;
    std::replace_if(
        tag.begin(), tag.end(), [](unsigned char c) { return !is_tag_character(c); }, '_');
    return tag.size() > kLongest ? tag.substr(0, kHalf) + tag.substr(tag.size() - kHalf) : tag;
}

bool leads_nowhere_else(const std::string& path) {
    const auto parts = split(path, '/');
    return std::none_of(parts.begin(), parts.end(),
                        [](const std::string& part) { return part.empty() || part == "." || part == ".."; });
}

}  // namespace

std::string tag(const std::string& path) {
    if (path == kIndexPath) return kIndexTag;
    if (is_below(path, kSpecs) && path.ends_with(kSpecEnd)) {
        const std::string name = path.substr(path.rfind('/') + 1);
        return spacks(name.substr(0, name.size() - kSpecEnd.size()) + kPackageEnd);
    }
    const std::string text = escaped(path);
    if (text.size() + kFileEnd.size() <= kLongest) return text + std::string(kFileEnd);
    return fmt::format("{}.{}{}", text.substr(0, kStart), sha256_hex(path), kLongEnd);
}

std::optional<std::string> path_of_tag(const std::string& name) {
    if (!name.ends_with(kFileEnd)) return std::nullopt;
    const auto path = unescaped(std::string_view(name).substr(0, name.size() - kFileEnd.size()));
    return path && leads_nowhere_else(*path) && tag(*path) == name ? path : std::nullopt;
}

bool may_be_below(const std::string& name, const std::string& folder) {
    if (name == kIndexTag) return is_below(std::string(kIndexPath), folder);
    if (name.ends_with(kPackageEnd)) return is_below(folder, kSpecs) || is_below(kSpecs, folder);
    return name.ends_with(kLongEnd) && name.starts_with(escaped(folder + "/").substr(0, kStart));
}

bool is_tag(const std::string& name) {
    return !name.empty() && name.size() <= kLongest && name.front() != '.' && name.front() != '-' &&
           std::all_of(name.begin(), name.end(), is_tag_character);
}

}  // namespace sf::oci
