// The command reference in Markdown: docs/reference.md.
#pragma once

#include <string>

#include "manual/manual.h"

namespace sf {

std::string reference_markdown(const Manual& manual);

}  // namespace sf
