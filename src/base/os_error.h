// Turns errno into an Error that names the path and, for a full disk, what is free there and how to move elsewhere.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"

namespace sf {

// `doing` is a verb with its object left out: "write", "create the folder". A full disk (ENOSPC, EDQUOT), a refused
// permission and a read-only file system are kind host; the rest is kind failure.
Error os_error(int code, const std::string& doing, const std::filesystem::path& path);

}  // namespace sf
