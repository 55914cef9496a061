// Times as other programs write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace sf {

// "2026-11-21T01:02:03Z", also with a fraction of a second, to unix seconds; nothing for anything else.
std::optional<std::int64_t> parse_iso_time(const std::string& text);
// RFC 9110, 5.6.7: "Sat, 21 Nov 2026 01:02:03 GMT".
std::optional<std::int64_t> parse_http_date(const std::string& text);

}  // namespace sf
