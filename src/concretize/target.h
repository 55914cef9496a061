// Spack's names of processors, as far as toolchains map them to flags.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"

namespace sf {

// `cpuinfo` is the text of /proc/cpuinfo, which describes the processor.

// Whether the processor has the instructions of a target, by the levels of the x86-64 psABI.
bool runs_on(const std::string& target, std::string_view cpuinfo);

// What an x86-64 target needs beyond the first x86-64 processors, as Linux names it; sorted. Nothing for others.
std::vector<std::string> instructions_of(const std::string& target);
// Those of them that the processor lacks.
std::vector<std::string> instructions_missing(const std::string& target, std::string_view cpuinfo);

// The best of a toolchain's targets that the processor runs: x86_64_v4, ... x86_64; or aarch64.
std::string native_target(const Toolchain& toolchain, std::string_view cpuinfo);

// What is built for when nobody says: x86_64_v3, whatever this x86 processor is, so that a release is the same
// wherever it is built; aarch64 on such a machine.
std::string default_target(std::string_view cpuinfo);

// x86_64_v3 -> x86_64; aarch64 -> aarch64. Empty for neither.
std::string arch_of_target(const std::string& target);

// The target to build for: "native" resolved, anything else checked against the toolchain. Throws Error(usage).
std::string resolve_target(const Toolchain& toolchain, const std::string& wanted);

// Throws Error(host) for a target whose programs the processor cannot run.
void require_runnable(const std::string& target, std::string_view cpuinfo);

}  // namespace sf
