// Paths in URLs: percent-encoding (RFC 3986, section 2).
#pragma once

#include <string>
#include <string_view>

namespace sf {

// All but the unreserved characters and '/'.
std::string percent_encoded(std::string_view path);
// The same with '/': a value in a query or in a form.
std::string query_encoded(std::string_view value);
// Throws Error(usage) for a '%' without two hexadecimal digits.
std::string percent_decoded(std::string_view path);

}  // namespace sf
