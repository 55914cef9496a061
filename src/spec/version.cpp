#include "spec/version.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "base/text.h"

namespace sf {
namespace {

bool is_digit(char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}
bool is_letter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

// Runs of digits and runs of letters are components; everything else separates.
std::size_t end_of_component(const std::string& text, std::size_t start) {
    std::size_t end = start;
    const bool digits = is_digit(text[start]);
    while (end < text.size() && (digits ? is_digit(text[end]) : is_letter(text[end]))) ++end;
    return end;
}

std::vector<std::string> components(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < text.size();) {
        if (!is_digit(text[i]) && !is_letter(text[i])) {
            ++i;
            continue;
        }
        const std::size_t end = end_of_component(text, i);
        parts.push_back(text.substr(i, end - i));
        i = end;
    }
    return parts;
}

// Spack's order: 1.0rc1 < 1.0 < 1.0a < 1.0.1.
enum class Rank { prerelease, end, word, number };

Rank rank(const std::vector<std::string>& parts, std::size_t index) {
    if (index >= parts.size()) return Rank::end;
    const std::string& part = parts[index];
    if (is_digit(part.front())) return Rank::number;
    return part == "alpha" || part == "beta" || part == "rc" ? Rank::prerelease : Rank::word;
}

std::strong_ordering compare_numbers(std::string_view a, std::string_view b) {
    a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
    if (a.size() != b.size()) return a.size() <=> b.size();
    return a.compare(b) <=> 0;
}

std::strong_ordering compare_component(const std::vector<std::string>& a, const std::vector<std::string>& b,
                                       std::size_t index) {
    const Rank left = rank(a, index);
    const Rank right = rank(b, index);
    if (left != right) return left <=> right;
    if (left == Rank::end) return std::strong_ordering::equal;
    if (left == Rank::number) return compare_numbers(a[index], b[index]);
    return a[index].compare(b[index]) <=> 0;
}

Version parse_bound(std::string_view text, const std::string& range) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '_';
    });
    if (!plain || (!text.empty() && components(std::string(text)).empty())) {
        throw Error(ErrorKind::catalog, fmt::format("\"{}\" is not a range of versions", range),
                    "ranges are 24.11, 23.11:, :24.05 or 23.11:24.11, joined by commas");
    }
    return Version(std::string(text));
}

}  // namespace

Version::Version(std::string text) : text_(std::move(text)), parts_(components(text_)) {}

Version Version::up_to(std::size_t count) const {
    std::size_t end = 0;
    for (std::size_t i = 0; i < text_.size() && count > 0;) {
        if (!is_digit(text_[i]) && !is_letter(text_[i])) {
            ++i;
            continue;
        }
        i = end = end_of_component(text_, i);
        --count;
    }
    return Version(text_.substr(0, end));
}

bool Version::is_within(const Version& prefix) const {
    if (prefix.parts_.size() > parts_.size()) return false;
    for (std::size_t i = 0; i < prefix.parts_.size(); ++i) {
        if (compare_component(parts_, prefix.parts_, i) != 0) return false;
    }
    return true;
}

std::strong_ordering Version::operator<=>(const Version& other) const {
    const std::size_t count = std::max(parts_.size(), other.parts_.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto order = compare_component(parts_, other.parts_, i);
        if (order != 0) return order;
    }
    return text_.compare(other.text_) <=> 0;  // 1.0 and 1-0 are different texts, and equality is of texts
}

VersionRange::VersionRange(const std::string& text) {
    for (const std::string& part : split(text, ',')) {
        const std::string_view interval = trim(part);
        const std::size_t colon = interval.find(':');
        const Version low = parse_bound(interval.substr(0, colon), text);
        const Version high = colon == std::string_view::npos ? low : parse_bound(interval.substr(colon + 1), text);
        const bool backwards = !low.text().empty() && !high.text().empty() && high < low && !low.is_within(high);
        if (interval.empty() || backwards) {
            throw Error(ErrorKind::catalog, fmt::format("\"{}\" is not a range of versions: it is empty", text));
        }
        intervals_.push_back({low, high});
    }
}

bool VersionRange::contains(const Version& version) const {
    return std::any_of(intervals_.begin(), intervals_.end(), [&](const Interval& interval) {
        const bool low = interval.low.text().empty() || version >= interval.low || version.is_within(interval.low);
        const bool high = interval.high.text().empty() || version <= interval.high || version.is_within(interval.high);
        return low && high;
    });
}

}  // namespace sf
