#include "mirror/utc_time.h"

#include <cctype>
#include <ctime>
#include <string_view>

namespace sf {
namespace {

// What follows the time in `format`; nothing if the text does not begin so.
std::optional<std::string_view> read_time(const std::string& text, const char* format, std::int64_t& seconds) {
    std::tm time{};
    const char* rest = ::strptime(text.c_str(), format, &time);
    if (rest == nullptr) return std::nullopt;
    seconds = ::timegm(&time);
    return rest;
}

}  // namespace

std::optional<std::int64_t> parse_iso_time(const std::string& text) {
    std::int64_t seconds = 0;
    auto rest = read_time(text, "%Y-%m-%dT%H:%M:%S", seconds);
    if (!rest) return std::nullopt;
    if (rest->starts_with('.')) {
        rest->remove_prefix(1);
        while (!rest->empty() && std::isdigit(static_cast<unsigned char>(rest->front()))) rest->remove_prefix(1);
    }
    return *rest == "Z" || *rest == "+00:00" ? std::optional(seconds) : std::nullopt;
}

std::optional<std::int64_t> parse_http_date(const std::string& text) {
    std::int64_t seconds = 0;
    const auto rest = read_time(text, "%a, %d %b %Y %H:%M:%S", seconds);
    return rest && *rest == " GMT" ? std::optional(seconds) : std::nullopt;
}

}  // namespace sf
