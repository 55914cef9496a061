// Spack's names of processors, as far as toolchains map them to flags.
#pragma once

#include <string>
#include <string_view>

#include "catalog/catalog.h"

namespace sf {

// The best of a toolchain's targets that the processor described by /proc/cpuinfo runs: x86_64_v4, ... x86_64, by the
// levels of the x86-64 psABI; or aarch64.
std::string native_target(const Toolchain& toolchain, std::string_view cpuinfo);

// x86_64_v3 -> x86_64; aarch64 -> aarch64. Empty for neither.
std::string arch_of_target(const std::string& target);

// The target to build for: "native" resolved, anything else checked against the toolchain. Throws Error(usage).
std::string resolve_target(const Toolchain& toolchain, const std::string& wanted);

}  // namespace sf
