// The form of a detached signature (RFC 4880, sections 6.2 and 5.2.3), which lies as NAME.asc beside the file NAME.
#pragma once

#include <string>
#include <string_view>

namespace sf {

// Throws Error(source) naming `origin` unless `text` is the armour of one signature of a binary file and nothing else.
// GnuPG takes more: a message that carries its own text, and then says nothing about the file; and a signature of a
// text, which does not notice changed line ends.
void check_detached_form(std::string_view text, const std::string& origin);

}  // namespace sf
