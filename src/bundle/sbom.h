// The SPDX 2.3 document of what is shipped: packages with licences, sources and checksums, and every file with its
// hashes. https://spdx.github.io/spdx-spec/v2.3/
#pragma once

#include <string>
#include <vector>

#include "bundle/file_list.h"
#include "concretize/concretize.h"

namespace sf {

// sbom.spdx.json of a bundle's manifest, dated by the release's source date. `files` are those of the bundle.
//
// A package contains the files that come from it, the bundle all packages and the files of nobody else. What is only
// built with has no files and is a BUILD_DEPENDENCY_OF others. Links are left out: SPDX knows files alone. A file in
// which a prefix of the build stands has normalised hashes (file_list.h) and says so in its comment, and so do the
// verification codes of packages.
Json sbom(const Plan& plan, const std::string& bundle_name, const std::vector<ListedFile>& files);

// The same of one package alone, `name` (munge-0.5.16-HASH) with these files, as it is in a buildcache: what the
// bundle's document says of `package`. Throws Error(source) if that says nothing of it.
Json package_sbom(const Json& bundle_document, const std::string& package, const std::string& name,
                  const std::vector<ListedFile>& files);

}  // namespace sf
