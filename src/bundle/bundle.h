// A plan whose packages are in the store -> view, manifest, modulefile, tarball.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/progress.h"
#include "build/engine.h"
#include "concretize/concretize.h"
#include "sandbox/rootfs.h"
#include "store/store.h"

namespace sf {

struct BundleResult {
    std::filesystem::path tarball;            // slurm-24.11-bookworm-software.tar.gz (alias; the short name)
    std::filesystem::path immutable_tarball;  // with the full version: slurm-24.11.5-bookworm-...
    std::filesystem::path module_tarball;
    std::string sha256;
    std::uint64_t bytes = 0;
    std::string glibc_floor;
};

// slurm-VERSION-TOOLCHAIN[-minimal][-aarch64]-software.tar.gz
std::string bundle_name(const Plan& plan, const std::string& version);

// Builds the bundle in a temporary folder of `home`, checks it (view clashes, no build path left, contract files present), packs it
// deterministically, writes provenance and the module tarball beside it, renames all into `output`, the tarball's short name last.
BundleResult make_bundle(const Plan& plan, const Home& home, const Store& store, const Catalog& catalog, const RootFs& build_root,
                         const std::filesystem::path& output, Clock& clock, Progress& progress);

// The stamp that lets a run with nothing to do end at once: output/.NAME.stamp.json holds plan hash, engine version, tarball size and mtime.
bool bundle_is_current(const Plan& plan, const std::filesystem::path& output);

}  // namespace sf
