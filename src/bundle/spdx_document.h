// An SPDX 2.2 or 2.3 document in JSON as far as its readers here need it: ours, and what others wrote.
// https://spdx.github.io/spdx-spec/v2.3/
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace sf {

struct SpdxFile {
    std::string name;  // view/bin/srun
    std::string sha1, sha256;
};

struct SpdxPackage {
    std::string id;  // SPDXRef-...
    std::string name, version;
    std::string license;   // concluded, else declared; empty: not known, as all that follow
    std::string supplier;  // without "Organization: " or "Person: "
    std::string summary, homepage, download, purl;
    std::string sha256;                   // of what `download` names
    bool build_only = false;              // nothing but a build dependency of others
    std::vector<std::string> depends_on;  // ids; of what it contains too
    std::vector<SpdxFile> files;          // that it contains itself
};

struct SpdxDocument {
    std::string name, space, created;   // space: its namespace
    std::string described;              // id of the package that the document is about; may be empty
    std::vector<SpdxPackage> packages;  // in the document's order
};

// Whether it says to be one.
bool is_spdx(const Json& json);
// Throws Error(source) naming `origin` for what is no such document, another version, and for packages of one id.
SpdxDocument read_spdx(const Json& json, const std::string& origin);

}  // namespace sf
