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
    std::uint64_t bytes = 0;  // 0: not known

    bool operator==(const StoredFile&) const = default;
};

// How the files of a mirror are laid out (layout.h).
enum class LayoutVersion { v2 = 2, v3 = 3 };

struct IndexedPackage {
    std::string name, version;
    std::string prefix;                // that it was built for: what stands in its files
    StoredFile manifest;               // as it is stored, signed; in layout v2 the signed spec.json
    StoredFile spec, tarball;          // compressed; layout v2 has no spec beside the signed one
    std::uint64_t unpacked_bytes = 0;  // of the tarball's tar
    // Blobs that say more of it, by media type: SBOM, provenance. None in layout v2.
    std::map<std::string, StoredFile> attached;
};

struct Index {
    std::uint64_t serial = 0;  // counts up with each change: an older one is not taken for the newest
    std::int64_t created = 0;  // unix seconds
    std::int64_t expires = 0;  // likewise: an index is not believed for ever
    std::map<std::string, IndexedPackage> packages;  // by DAG hash
    SpecNodes nodes;                                 // of the packages, and of all that these depend on
    LayoutVersion layout = LayoutVersion::v3;        // of the mirror that it is of
    bool is_signed = true;                           // false: published with --unsigned, and nobody installs from it
    std::map<std::string, std::string> revoked;      // DAG hash -> why nobody is to install it
    // Read from Spack's own index, which nobody signs (spack_cache.h): what it says is no more than a hint, and of its
    // packages only name and version are known.
    bool is_hint = false;
};

// {"sha256", "bytes"}. Throws Error(source) or Json::exception for anything else.
Json to_json(const StoredFile& file);
StoredFile stored_file_from(const Json& json);

// The nodes of the packages alone: what can be chosen (selection.h).
SpecNodes nodes_of_packages(const Index& index);

// {"format": 1, "layout": 3, "signed", "serial", "created", "expires", "revoked": {HASH: WHY}, "packages": {HASH:
// {name, version, prefix, manifest: {sha256, bytes}, spec, tarball: {sha256, bytes, unpacked_bytes}, attached: {MEDIA
// TYPE: {sha256, bytes}}}}, "nodes": [NODE...]}, one token a line; without "layout" it is 3, without "signed" it is,
// and without "spec" in layout 2.
std::string index_text(const Index& index);
// Throws Error(source) naming `origin` for another format or layout, a node whose hash is not its own, a package
// without its node.
Index parse_index(const std::string& text, const std::string& origin, LayoutVersion layout = LayoutVersion::v3);

// Spack's own index (its database.py, version 8) of the same packages.
std::string spack_index_text(const Index& index);

}  // namespace sf
