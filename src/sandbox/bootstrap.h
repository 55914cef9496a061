// A root filesystem made by mmdebstrap from a mirror of its archive.
#pragma once

#include "sandbox/root_task.h"

namespace sf {

// Makes task.root() with the packages in it. A plain user (who needs newuidmap) owns all files himself.
void bootstrap_root(Process& process, const RootTask& task, const std::string& mirror);

}  // namespace sf
