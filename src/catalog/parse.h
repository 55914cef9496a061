// The three kinds of catalog files as values. Strict: an unknown key, a wrong type or a bad range is an Error(catalog)
// that names the file and the place in it.
#pragma once

#include <filesystem>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/reader.h"

namespace sf {

// `patch_folders`: where patches are looked for, in this order; each patch is read for its sha256.
Package parse_package(const Reader& file, const std::vector<std::filesystem::path>& patch_folders);
Release parse_release(const Reader& file);
Toolchain parse_toolchain(const Reader& file);

}  // namespace sf
