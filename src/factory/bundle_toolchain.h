// Which toolchain a bundle was built for, read from its manifest without unpacking the rest.
#pragma once

#include <filesystem>
#include <string>

namespace sf {

// `bundle` is a tarball or the folder it was unpacked to. Throws Error(proof) for what is not a bundle.
std::string bundle_toolchain(const std::filesystem::path& bundle);

}  // namespace sf
