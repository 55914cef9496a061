// What a web server or a CDN is to say of a published file besides its content, by the file's path.
#pragma once

#include <string>
#include <string_view>

namespace sf {

// For a file whose path has the checksum of its content: it never changes. All others are asked for again after a
// minute.
std::string cache_control_of(std::string_view path);
// By the name's suffix; application/octet-stream where it says nothing.
std::string content_type_of(std::string_view path);

}  // namespace sf
