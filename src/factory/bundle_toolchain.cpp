#include "factory/bundle_toolchain.h"

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"

namespace sf {

namespace {

constexpr const char* kManifest = "manifest/capabilities.json";

std::string manifest_text(const fs::path& bundle, Process& process) {
    if (fs::is_directory(bundle)) return read_file_if_exists(bundle / kManifest).value_or("");
    // --occurrence stops tar at the first match: the manifest stands near the front.
    Command tar;
    tar.argv = {"tar", "-xzOf", bundle.string(), "--occurrence=1", kManifest};
    auto finished = process.run(tar);
    return finished.ok() ? finished.out : "";
}

}  // namespace

std::string bundle_toolchain(const fs::path& bundle, Process& process) {
    auto text = manifest_text(bundle, process);
    if (text.empty())
        throw Error(ErrorKind::proof, bundle.string() + " is not a bundle: it has no " + kManifest,
                    "name a tarball that slurm-factory build-slurm made, or the folder it was unpacked to");
    auto manifest = parse_json(text, bundle.string() + ": " + kManifest);
    auto toolchain = manifest.find("toolchain");
    if (toolchain == manifest.end() || !toolchain->is_string())
        throw Error(ErrorKind::proof, bundle.string() + ": " + kManifest + " names no toolchain", "name one with --on");
    return *toolchain;
}

}  // namespace sf
