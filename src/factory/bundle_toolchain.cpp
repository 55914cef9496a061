#include "factory/bundle_toolchain.h"

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "source/unpack.h"

namespace sf {

namespace {

constexpr const char* kManifest = "manifest/capabilities.json";

std::optional<std::string> manifest_text(const fs::path& bundle) {
    if (fs::is_directory(bundle)) return read_file_if_exists(bundle / kManifest);
    try {
        return file_in_archive(bundle, kManifest);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::source) return std::nullopt;
        throw;
    }
}

}  // namespace

std::string bundle_toolchain(const fs::path& bundle) {
    auto text = manifest_text(bundle);
    if (!text)
        throw Error(ErrorKind::proof, bundle.string() + " is not a bundle: it has no " + kManifest,
                    "name a tarball that slurm-factory build-slurm made, or the folder it was unpacked to");
    auto manifest = parse_json(*text, bundle.string() + ": " + kManifest);
    auto toolchain = manifest.find("toolchain");
    if (toolchain == manifest.end() || !toolchain->is_string())
        throw Error(ErrorKind::proof, bundle.string() + ": " + kManifest + " names no toolchain", "name one with --on");
    return *toolchain;
}

}  // namespace sf
