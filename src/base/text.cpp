#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <ctime>
#include <numeric>

#include "base/error.h"

namespace sf {
namespace {

// Levenshtein distance, case ignored: users type OpenSSL for openssl.
std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = std::tolower(static_cast<unsigned char>(a[i - 1])) ==
                              std::tolower(static_cast<unsigned char>(b[j - 1]));
            const std::size_t replaced = diagonal + (same ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

bool is_near(const std::string& wanted, const std::string& name, std::size_t distance) {
    if (wanted.size() >= 3 && name.find(wanted) != std::string::npos) return true;
    return distance <= std::max<std::size_t>(1, std::max(wanted.size(), name.size()) / 3);
}

}  // namespace

bool is_below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    std::size_t start = 0;
    while (true) {
        const std::size_t end = text.find(separator, start);
        parts.emplace_back(text.substr(start, end - start));
        if (end == std::string_view::npos) return parts;
        start = end + 1;
    }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    return fmt::format("{}", fmt::join(parts, separator));
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n\f\v";
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::vector<std::string> last_lines(std::string_view text, std::size_t count) {
    while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    if (text.empty() || count == 0) return {};
    std::size_t start = text.size();
    for (std::size_t found = 0; found < count; ++found) {
        const std::size_t newline = start == 0 ? std::string_view::npos : text.rfind('\n', start - 1);
        if (newline == std::string_view::npos) return split(text, '\n');
        start = newline;
    }
    return split(text.substr(start + 1), '\n');
}

std::vector<std::string> nearest(const std::string& wanted, const std::vector<std::string>& names, std::size_t count) {
    std::vector<std::pair<std::size_t, std::string>> ranked;
    for (const std::string& name : names) {
        const std::size_t distance = edit_distance(wanted, name);
        if (is_near(wanted, name, distance)) ranked.emplace_back(distance, name);
    }
    std::sort(ranked.begin(), ranked.end());
    ranked.resize(std::min(ranked.size(), count));
    std::vector<std::string> result;
    for (auto& entry : ranked) result.push_back(std::move(entry.second));
    return result;
}

std::string suggestion(const std::string& wanted, const std::vector<std::string>& names) {
    const std::vector<std::string> near = nearest(wanted, names);
    std::string text;
    if (!near.empty()) text += "; did you mean " + join(near, ", ") + "?";
    text += names.empty() ? " (none is known)" : " (known: " + join(names, ", ") + ")";
    return text;
}

std::string expand_placeholders(std::string_view text, const std::function<std::string(const std::string&)>& lookup) {
    std::string result;
    std::size_t position = 0;
    while (true) {
        const std::size_t open = text.find("@{", position);
        result += text.substr(position, open - position);
        if (open == std::string_view::npos) return result;
        const std::size_t close = text.find('}', open);
        if (close == std::string_view::npos) {
            throw Error(ErrorKind::catalog, fmt::format("'@{{' without '}}' in \"{}\"", text));
        }
        result += lookup(std::string(text.substr(open + 2, close - open - 2)));
        position = close + 1;
    }
}

std::string format_duration(double seconds) {
    if (seconds < 0) seconds = 0;
    if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
    const auto whole = static_cast<long long>(std::llround(seconds));
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string format_bytes(unsigned long long bytes) {
    if (bytes < 1000) return fmt::format("{} B", bytes);
    constexpr const char* kUnits[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    auto value = static_cast<double>(bytes) / 1000;
    std::size_t unit = 0;
    for (; value >= 999.95 && unit + 1 < std::size(kUnits); ++unit) value /= 1000;
    return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string format_utc(long long unix_seconds) {
    const auto time = static_cast<std::time_t>(unix_seconds);
    std::tm utc{};
    gmtime_r(&time, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                       utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string utc_stamp(long long unix_seconds) {
    auto text = format_utc(unix_seconds);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

}  // namespace sf
