// A software tarball read once from end to end, writing nothing: the documents of its manifest/, and what else is in
// it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "base/json.h"

namespace sf {

struct ArchivedFile {
    bool link = false;        // a symbolic one
    std::uint64_t bytes = 0;  // of its content, unpacked
};

struct BundleArchive {
    std::string sha256;                         // of the tarball
    std::uint64_t bytes = 0;                    // likewise
    std::map<std::string, Json> documents;      // manifest/NAME.json by NAME: "spec", "sbom.spdx"
    std::map<std::string, ArchivedFile> files;  // all but the manifest's, by path: view/bin/srun
};

// gzip or zstd, whatever the file is called. Throws Error(source) naming the file for what is no such archive, is cut
// short, holds a path twice, leads out of its folder, holds anything but files, folders and symbolic links, or is far
// larger than any bundle; Error(host) for a file that cannot be read.
BundleArchive read_bundle_archive(const std::filesystem::path& tarball);

}  // namespace sf
