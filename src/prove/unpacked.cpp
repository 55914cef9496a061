#include "prove/unpacked.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "bundle/manifest.h"
#include "relocate/elf.h"

namespace sf {

namespace {

Error not_a_bundle(const fs::path& bundle, const std::string& why) {
    return Error(ErrorKind::proof, fmt::format("{} is not a bundle: {}", bundle.string(), why),
                 "give a slurm-*-software.tar.gz that build-slurm made, or the folder it was unpacked to");
}

void unpack(const fs::path& tarball, const fs::path& into, Process& process) {
    make_dirs(into);
    // GNU tar and libarchive's tar both refuse names that lead out of the folder.
    Command tar;
    tar.argv = {"tar",    "--extract",      "--same-permissions", "--no-same-owner",
                "--file", tarball.string(), "--directory",        into.string()};
    const auto done = process.run(tar);
    if (!done.ok()) throw not_a_bundle(tarball, "tar says: " + done.err);
}

// The folder with view/: the one that was given, or the single one in it.
fs::path top_of(const fs::path& folder, const fs::path& bundle) {
    if (fs::is_directory(folder / "view")) return folder;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_directory() && fs::is_directory(entry.path() / "view")) return entry.path();
    throw not_a_bundle(bundle, "it has no view/");
}

}  // namespace

UnpackedBundle unpack_bundle(const fs::path& bundle, const fs::path& scratch, Process& process) {
    UnpackedBundle unpacked;
    if (fs::is_directory(bundle)) {
        unpacked.root = top_of(fs::canonical(bundle), bundle);
    } else {
        if (!fs::is_regular_file(bundle)) throw not_a_bundle(bundle, "there is no such file");
        unpacked.sha256 = sha256_file(bundle);
        unpack(fs::canonical(bundle), scratch, process);
        unpacked.root = top_of(scratch, bundle);
    }
    const auto contract = unpacked.manifest() / "capabilities.json";
    if (!fs::exists(contract)) throw not_a_bundle(bundle, "it has no manifest/capabilities.json");
    try {
        const auto json = read_json(contract);
        unpacked.slurm = json.at("slurm").get<std::string>();
        unpacked.toolchain = json.at("toolchain").get<std::string>();
        unpacked.glibc_floor = json.at("glibc_floor").get<std::string>();
        unpacked.capabilities = capabilities_from_json(json);
        unpacked.own_folders = runpath_from_json(read_json(unpacked.manifest() / "runpath.json"));
    } catch (const Json::exception& error) {
        throw not_a_bundle(bundle, std::string("manifest/capabilities.json: ") + error.what());
    }
    return unpacked;
}

void refuse_older_glibc(const UnpackedBundle& bundle, const std::string& system, const std::string& glibc) {
    if (higher_glibc(bundle.glibc_floor, glibc) == glibc) return;
    throw Error(ErrorKind::proof,
                fmt::format("the bundle, built for {}, needs glibc {} or newer; {} has {}", bundle.toolchain,
                            bundle.glibc_floor, system, glibc),
                fmt::format("prove it on {}, or build one with --toolchain {}", bundle.toolchain, system));
}

}  // namespace sf
