// State on the build machine (architecture.md): ~/.slurm-factory or $SLURM_FACTORY_HOME.
#pragma once

#include <filesystem>

namespace sf {

struct Home {
    std::filesystem::path root;

    std::filesystem::path builds() const { return root / "builds"; }
    std::filesystem::path store() const { return root / "store"; }
    std::filesystem::path sources() const { return root / "spack-sourcecache"; }
    std::filesystem::path buildcache() const { return root / "spack-buildcache"; }  // the mirror of this machine
    std::filesystem::path rootfs() const { return root / "rootfs"; }
    std::filesystem::path logs() const { return root / "logs"; }
    std::filesystem::path build_debug() const { return root / "build-debug"; }  // build trees; a failed one stays
    std::filesystem::path state() const { return root / "state"; }              // times, choices, stamps
    std::filesystem::path trust() const { return root / "trust"; }              // keys of mirrors, pinned
    std::filesystem::path locks() const { return root / "locks"; }
    std::filesystem::path ccache() const { return root / "ccache"; }
    std::filesystem::path tmp() const { return root / "tmp"; }
};

}  // namespace sf
