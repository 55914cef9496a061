#include "image/base.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "catalog/os_release.h"
#include "concretize/concretize.h"
#include "mirror/oci_manifest.h"
#include "sandbox/oci_image.h"
#include "sandbox/root_task.h"
#include "source/unpack.h"

namespace sf {
namespace {

// What lies in these is of the machine that made the root, or of that moment. The folders stay: programs expect them.
constexpr std::array kEmptied{"dev",     "proc",       "run", "sys", "tmp", "var/cache", "var/log", "var/lib/apt/lists",
                              "var/tmp", "var/lib/dnf"};
// Likewise, and mount points of the sandbox, and what comes in the next layer.
constexpr std::array kLeftOut{"build",
                              "opt/slurm-factory",
                              "etc/group",
                              "etc/group-",
                              "etc/gshadow",
                              "etc/gshadow-",
                              "etc/hostname",
                              "etc/machine-id",
                              "etc/passwd",
                              "etc/passwd-",
                              "etc/.pwd.lock",
                              "etc/resolv.conf",
                              "etc/shadow",
                              "etc/shadow-",
                              "var/lib/dpkg/lock",
                              "var/lib/dpkg/lock-frontend",
                              "var/lib/dpkg/diversions-old",
                              "var/lib/dpkg/status-old"};

bool is_left_out(const std::string& path) {
    const auto is_in = [&](const char* folder) { return path != folder && is_below(path, folder); };
    const auto is_this = [&](const char* name) { return is_below(path, name); };
    return std::any_of(kLeftOut.begin(), kLeftOut.end(), is_this) ||
           std::any_of(kEmptied.begin(), kEmptied.end(), is_in);
}

constexpr std::array kAccountFiles{"etc/passwd", "etc/group", "etc/shadow", "etc/gshadow"};

AccountFiles account_files(const std::function<std::string(const char*)>& read) {
    return {read(kAccountFiles[0]), read(kAccountFiles[1]), read(kAccountFiles[2]), read(kAccountFiles[3])};
}

// What skopeo is to copy.
std::string source_of(const std::string& reference) {
    if (reference.starts_with("oci:") || reference.starts_with("oci-archive:")) return reference;
    if (fs::is_directory(reference)) return "oci:" + reference;
    if (fs::is_regular_file(reference)) return "oci-archive:" + reference;
    return "docker://" + reference;
}

constexpr const char* kCopyName = "base";

void copy_to_layout(Process& process, const std::string& reference, const fs::path& layout) {
    require_program("skopeo", "the base " + reference + " is fetched by it");
    Command copy;
    copy.argv = {"skopeo", "copy", "--quiet"};
    if (is_on_loopback(reference)) copy.argv.push_back("--src-tls-verify=false");
    copy.argv.insert(copy.argv.end(), {source_of(reference), fmt::format("oci:{}:{}", layout.string(), kCopyName)});
    const auto finished = process.run(copy);
    throw_if_interrupted();
    if (finished.ok()) return;
    throw Error(ErrorKind::host,
                fmt::format("the base {} cannot be had:\n  {}", reference, join(last_lines(finished.err, 3), "\n  ")),
                "name a folder with an OCI layout, an archive of one, or an image that skopeo can copy");
}

// The base's own documents, in a layout that skopeo has checked by its digests.
struct CopiedImage {
    fs::path folder;

    fs::path blob(const std::string& sha256) const { return folder / "blobs/sha256" / sha256; }
    std::string manifest_digest() const {
        return read_json(folder / "index.json").at("manifests").at(0).at("digest").get<std::string>();
    }
};

std::string newest_text(const std::vector<ImageLayer>& layers, const CopiedImage& copy, const std::string& path) {
    for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer)
        if (const auto text = file_in_archive(copy.blob(layer->blob.sha256), path)) return *text;
    return {};
}

void refuse_another_os(const std::string& os_release, const std::string& reference, const Toolchain& toolchain) {
    const auto os = parse_os_release(os_release);
    const bool same_version =
        os.version_id == toolchain.os_version || os.version_id.starts_with(toolchain.os_version + ".");
    if (os.id == toolchain.os_id && same_version) return;
    throw Error(ErrorKind::usage,
                fmt::format("the base {} is {}, not {}", reference,
                            os.pretty_name.empty() ? "of no known OS" : os.pretty_name, toolchain.os_name),
                "give a base of that OS, or name the base's with --toolchain");
}

std::string hex_of(const std::string& digest) {
    return digest.substr(digest.find(':') + 1);
}

void read_config(ImageBase& base, const Json& config, const OciManifest& manifest, const std::string& arch) {
    if (config.at("architecture") != oci_architecture(arch))
        throw Error(ErrorKind::usage, fmt::format("the base {} is for {}, the bundle for {}", base.name,
                                                  config.at("architecture").dump(), oci_architecture(arch)));
    const auto& diff_ids = config.at("rootfs").at("diff_ids");
    if (diff_ids.size() != manifest.layers.size())
        throw Error(ErrorKind::source, fmt::format("the base {} has {} layers and tells of {}", base.name,
                                                   manifest.layers.size(), diff_ids.size()));
    for (std::size_t i = 0; i < manifest.layers.size(); ++i)
        base.layers.push_back({manifest.layers[i], hex_of(diff_ids[i].get<std::string>()), ""});
    base.history = config.value("history", Json::array());
    if (config.contains("config")) base.env = config.at("config").value("Env", std::vector<std::string>());
}

}  // namespace

// Dated as packages that all releases share: the same packages of the OS are the same layer in every image.
ImageBase base_of_root(const RootFs& root, const fs::path& blobs) {
    ImageBase base;
    base.digest = "sha256:" + root.digest;
    base.accounts = account_files([&](const char* name) { return read_file_if_exists(root.path / name).value_or(""); });
    LayerWriter layer(blobs, "the OS", kSharedSourceDate);
    walk_sorted(root.path, [&](const fs::directory_entry& entry, const std::string& relative) {
        throw_if_interrupted();
        if (!is_left_out(relative)) layer.add_entry(relative, entry);
    });
    base.layers.push_back(layer.finish());
    return base;
}

ImageBase base_of_image(Process& process, const std::string& reference, const Toolchain& toolchain,
                        const std::string& arch, const fs::path& scratch, const fs::path& blobs) {
    const CopiedImage copy{scratch / "layout"};
    copy_to_layout(process, reference, copy.folder);
    ImageBase base;
    base.name = reference;
    try {
        base.digest = copy.manifest_digest();
        const auto manifest = parse_oci_manifest(read_file(copy.blob(hex_of(base.digest))), reference);
        read_config(base, read_json(copy.blob(manifest.config.sha256)), manifest, arch);
    } catch (const Json::exception& error) {
        throw Error(ErrorKind::source, fmt::format("{} is no image: {}", reference, error.what()));
    }
    base.accounts = account_files([&](const char* name) { return newest_text(base.layers, copy, name); });
    std::string os_release = newest_text(base.layers, copy, "usr/lib/os-release");
    if (os_release.empty()) os_release = newest_text(base.layers, copy, "etc/os-release");
    refuse_another_os(os_release, reference, toolchain);
    for (const auto& layer : base.layers)
        if (const auto file = copy.blob(layer.blob.sha256); fs::exists(file))  // one may be there twice
            fs::rename(file, blobs / layer.blob.sha256);
    return base;
}

}  // namespace sf
