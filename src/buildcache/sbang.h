// Spack's packages have scripts whose interpreter line is too long for the kernel (127 characters): it stands in their
// second line, and the first one runs a program "sbang" of the store. This is that program.
#pragma once

#include <filesystem>

namespace sf {

std::filesystem::path sbang_path(const std::filesystem::path& store);  // STORE/bin/sbang
// Writes it if it is not there or another one.
void put_sbang(const std::filesystem::path& store);

}  // namespace sf
