// Small text helpers used everywhere.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sf {

std::vector<std::string> split(std::string_view text, char separator);
// Whether a path, taken as text, is this folder or in it.
bool is_below(std::string_view path, std::string_view folder);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string_view trim(std::string_view text);
std::string lower_case(std::string_view text);  // of ASCII; other bytes stay
std::vector<std::string> last_lines(std::string_view text, std::size_t count);

// The names nearest to `wanted` by edit distance, best first, at most `count`; for "did you mean".
std::vector<std::string> nearest(const std::string& wanted, const std::vector<std::string>& names,
                                 std::size_t count = 3);
// "; did you mean X, Y?" plus " (known: ...)" — the tail of every unknown-name error.
std::string suggestion(const std::string& wanted, const std::vector<std::string>& names);

// Replaces each @{name} by lookup(name); lookup throws for an unknown one.
std::string expand_placeholders(std::string_view text, const std::function<std::string(const std::string&)>& lookup);

std::string format_duration(double seconds);         // 0.3 s, 12 s, 2 min 05 s
std::string format_bytes(unsigned long long bytes);  // 812 B, 12.3 MB (powers of ten)
std::string format_utc(long long unix_seconds);      // 2026-11-21T01:02:03Z
std::string utc_stamp(long long unix_seconds);       // 20261121T010203Z, for names of files

}  // namespace sf
