// What was signed before by the one who is to sign the next one.
#pragma once

#include <string>

#include "base/process.h"
#include "sign/signer.h"

namespace sf {

// The text of the clear-signed `file`; for nobody the file as it is. Throws Error(source) naming `origin` if another
// key signed it, Error(usage) where one of the two is signed and the other one would not be: that is never changed by
// accident.
std::string own_text(const std::string& file, const std::string& origin, const Signer& signer, Process& process);

}  // namespace sf
