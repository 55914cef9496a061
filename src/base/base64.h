// Base64 of RFC 4648, section 4, as it stands in armour, in variables of CI systems and in HTTP headers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sf {

// Blanks and line ends may stand anywhere. Nothing for what is no base64, or not the whole of it.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace sf
