// slurm-factory's own packages -> program/VERSION/ of a site, each with a detached signature.
#pragma once

#include <filesystem>
#include <vector>

#include "publish/build_index.h"
#include "publish/uploader.h"
#include "sign/signer.h"

namespace sf {

// `folder` is what packaging/make-packages.sh makes: the packages of one version, and SHA256SUMS of them, which is put
// last. What `before` names is not put again. Returns all that the site has of them now. Throws Error(usage) for a
// folder without packages and for a version that the site has with other bytes, Error(source) for a file that does not
// have its checksum.
std::vector<PublishedFile> put_program(const std::filesystem::path& folder, const BuildIndex& before,
                                       Uploader& uploader, Signer& signer);

}  // namespace sf
