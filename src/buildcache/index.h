// The signed index of a buildcache: one clear-signed JSON file beside Spack's index, which nobody signs. It is all that
// this program's reader trusts; everything else must fit to it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "buildcache/spec_nodes.h"

namespace sf {

struct StoredFile {
    std::string sha256;
    std::uint64_t bytes = 0;

    bool operator==(const StoredFile&) const = default;
};

struct IndexedPackage {
    std::string name, version;
    std::string prefix;                // that it was built for: what stands in its files
    StoredFile manifest;               // as it is stored, signed
    StoredFile spec, tarball;          // blobs, compressed
    std::uint64_t unpacked_bytes = 0;  // of the tarball's tar
};

struct Index {
    std::uint64_t serial = 0;  // counts up with each change: an older one is not taken for the newest
    std::int64_t created = 0;  // unix seconds
    std::int64_t expires = 0;  // likewise: an index is not believed for ever
    std::map<std::string, IndexedPackage> packages;  // by DAG hash
    SpecNodes nodes;                                 // of the packages, and of all that these depend on
    // Read from Spack's own index, which nobody signs (spack_cache.h): what it says is no more than a hint, and of its
    // packages only name and version are known.
    bool is_hint = false;
};

// The nodes of the packages alone: what can be chosen (selection.h).
SpecNodes nodes_of_packages(const Index& index);

// {"format": 1, "serial", "created", "expires", "packages": {HASH: {name, version, prefix, manifest: {sha256, bytes},
// spec, tarball: {sha256, bytes, unpacked_bytes}}}, "nodes": [NODE...]}, one token a line.
std::string index_text(const Index& index);
// Throws Error(source) naming `origin` for another format, a node whose hash is not its own, a package without its
// node.
Index parse_index(const std::string& text, const std::string& origin);

// Spack's own index (its database.py, version 8) of the same packages.
std::string spack_index_text(const Index& index);

}  // namespace sf
