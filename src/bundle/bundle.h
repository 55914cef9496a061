// A plan whose packages are in the store -> view, manifest, modulefile, tarball.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/progress.h"
#include "build/engine.h"
#include "bundle/compression.h"
#include "bundle/provenance.h"
#include "concretize/concretize.h"
#include "sandbox/rootfs.h"
#include "store/store.h"

namespace sf {

struct BundleResult {
    std::filesystem::path tarball;            // slurm-24.11-bookworm-software.tar.gz: the short name, an alias
    std::filesystem::path immutable_tarball;  // with the full version: slurm-24.11.5-bookworm-...
    std::filesystem::path module_tarball;     // slurm-24.11-bookworm-module.tar.gz
    std::string sha256;                       // of the tarball
    std::uint64_t bytes = 0;
    std::string glibc_floor;  // 2.34
};

struct BundleOptions {
    std::filesystem::path output;  // where the tarball goes
    Compression compression = Compression::gzip;
    bool hierarchy = false;  // modulefiles in a hierarchy too (hierarchy.h)
};

// slurm-VERSION-TOOLCHAIN[-minimal|-gpu][-aarch64]-software
std::string bundle_name(const Plan& plan, const std::string& version);
// The three paths, with .tar.gz or .tar.zst; the other fields stay empty.
BundleResult bundle_paths(const Plan& plan, const BundleOptions& options);

// Builds the bundle in a temporary folder of `home`, checks it (view clashes, no path of the build left, contract files
// present), packs it deterministically, writes checksums (NAME.sha256, as sha256sum does), provenance
// (NAME.intoto.jsonl) and the module tarball beside it, gives all their names in the output folder, the tarball's short
// name last, and stamps them. Until then the folder holds what it held. `facts` go into the provenance; what the
// options say and when it was finished is added here.
BundleResult make_bundle(const Plan& plan, const Home& home, const Store& store, const Catalog& catalog,
                         const RootFs& build_root, const BundleOptions& options, Clock& clock, Progress& progress,
                         BuildFacts facts);

// What the output folder holds if it is of this very plan and untouched since (stamp.h): a run with nothing to do ends
// at once.
std::optional<BundleResult> current_bundle(const Plan& plan, const Catalog& catalog, const BundleOptions& options);

}  // namespace sf
