// AWS's shared files (~/.aws/config, ~/.aws/credentials): sections of "key = value". Below a key without a value,
// indented keys belong to it: "s3 =" and "  addressing_style = path" are here "s3.addressing_style".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sf {

using AwsSection = std::map<std::string, std::string>;

// All of the file's sections of this name ("default", "profile dev", "services local") together, the last value of a
// key counting; nothing if there is none. Lines that are neither section, key nor comment are passed over.
std::optional<AwsSection> aws_section(std::string_view text, std::string_view name);

}  // namespace sf
