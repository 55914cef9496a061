// How keys are named: by the full fingerprint of the primary key. A short id can be made to match by anybody.
#pragma once

#include <string>

namespace sf {

// 40 hexadecimal digits (OpenPGP v4, RFC 4880 section 12.2) in upper case; the blanks that gpg prints between groups
// may stay. Throws Error(usage) for anything else, short and long key ids too.
std::string parse_fingerprint(const std::string& typed);

}  // namespace sf
