// The policy by which a root filesystem is made.
#pragma once

#include <filesystem>
#include <string>

#include "base/http.h"
#include "catalog/catalog.h"
#include "sandbox/root_origin.h"
#include "source/source.h"

namespace sf {

// From a mirror where the toolchain can be bootstrapped and a mirror of its archive answers, because that takes half a
// minute and no image; else from its image, taken from `registry` unless that is empty. Throws Error(host) if neither
// can be.
RootOrigin choose_root_origin(const Toolchain& toolchain, const SourceSettings& settings, const std::string& registry,
                              Http& http, const std::filesystem::path& apt = "/etc/apt");

}  // namespace sf
