// A bundle -> an image of containers that run Slurm: the OS, users and folders, a layer for each package.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "factory/factory.h"
#include "image/accounts.h"
#include "image/config.h"
#include "image/layer_contents.h"
#include "image/name.h"
#include "node/offer.h"

namespace sf {

struct ImageRequest {
    std::filesystem::path bundle;                  // a tarball
    std::string toolchain;                         // the OS; empty: what the bundle was built for
    std::string base;                              // see base_of_image(); empty: the toolchain's root
    std::string name = "slurm";                    // REPOSITORY[:TAG]
    unsigned slurm_id = ImageAccounts{}.slurm.id;  // of user and group
};

// What will be made, known without making anything.
struct ImagePlan {
    ImageRequest request;
    const Toolchain* toolchain = nullptr;
    BundleFacts facts;
    std::string content;  // of the tarball
    std::string signer;   // fingerprint; empty: unsigned
    std::string build;    // 24.11.5-1a2b3c4d
    ImageName name;
    std::vector<LayerContent> contents;
};

// Throws Error(source) for what is no bundle and as verify_offer() does, Error(usage) if the OS has an older glibc than
// the bundle needs.
ImagePlan plan_image(const ImageRequest& request, const OfferTrust& trust, const Catalog& catalog);

// An image whose blobs lie in a temporary folder, from where it is written (layout.h).
struct MadeImage {
    TempDir folder;  // an OCI layout without its index: blobs/sha256/
    ImageName name;
    std::string manifest;  // its text; a blob like the others
    OciBlob config;
    std::vector<ImageLayer> layers;
    ImageLabels labels;

    std::filesystem::path blobs() const { return folder.path() / "blobs/sha256"; }
    std::string sha256() const { return sha256_hex(manifest); }
    std::uint64_t bytes() const;  // of all blobs
};

// The same plan on the same base gives the same bytes.
MadeImage make_image(const ImagePlan& plan, Workshop& workshop);

}  // namespace sf
