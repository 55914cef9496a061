// The form of a clear-signed text (RFC 4880, section 7), which is how Spack signs manifests.
#pragma once

#include <string>
#include <string_view>

namespace sf {

// Throws Error(source) naming `origin` unless `text` is one clear-signed message from its first to its last line, with
// exactly one "Hash:" header: Spack's reader needs that, and what stands before or behind it would be signed by nobody.
void check_clearsigned_form(std::string_view text, const std::string& origin);

// The text of one, for who knows otherwise that it can be believed (an index names its SHA-256, or it was verified
// before). Of a text without lines that begin with '-'.
std::string clearsigned_body(std::string_view text);

// GnuPG cuts longer lines of a text when it verifies it.
inline constexpr std::size_t kLongestSignedLine = 19995;

}  // namespace sf
