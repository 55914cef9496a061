// What an image stands on: a toolchain's root filesystem, or an image of somebody else.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/process.h"
#include "catalog/catalog.h"
#include "image/accounts.h"
#include "image/layer_writer.h"
#include "sandbox/rootfs.h"

namespace sf {

struct ImageBase {
    std::vector<ImageLayer> layers;
    Json history = Json::array();  // one item for each layer, and what the base's makers added to it
    std::vector<std::string> env;  // NAME=VALUE
    AccountFiles accounts;
    std::string name;    // of an image: how it was asked for; empty for a root
    std::string digest;  // sha256:... of an image's manifest, or of a root's list of packages
};

// One layer. What belongs to the machine or to the moment (logs, caches, lists of packages to be had, machine-id) is
// left out, as are /etc/passwd and its like, which come in a layer of their own. `blobs`: where layers' files go.
ImageBase base_of_root(const RootFs& root, const std::filesystem::path& blobs);

// The layers as they are. `reference`: a folder with an OCI layout (or oci:DIR[:NAME]), an archive of one, or what
// skopeo takes for docker://; `scratch`: an empty folder. Throws Error(host) where skopeo is absent or fails, and
// Error(usage) for an image of another processor or another OS than the toolchain's.
ImageBase base_of_image(Process& process, const std::string& reference, const Toolchain& toolchain,
                        const std::string& arch, const std::filesystem::path& scratch,
                        const std::filesystem::path& blobs);

}  // namespace sf
