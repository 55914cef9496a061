#include "image/name.h"

#include <fmt/format.h>

#include <regex>

#include "base/error.h"

namespace sf {

ImageName parse_image_name(const std::string& text, const std::string& tag) {
    static const std::regex form(
        "([a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*)"
        "(?::([a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}))?");
    constexpr std::size_t kLongest = 255;
    std::smatch parts;
    if (text.size() > kLongest || !std::regex_match(text, parts, form))
        throw Error(ErrorKind::usage, fmt::format("'{}' is no name of an image", text),
                    "REPOSITORY:TAG, in lower case, without a registry: site/slurm:24.11");
    return {parts[1], parts[2].matched ? parts[2].str() : tag};
}

}  // namespace sf
