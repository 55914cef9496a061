// A tarball with all that lies beside it -> a site. See places.h for where.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "publish/build_index.h"
#include "publish/local_builds.h"
#include "publish/sources.h"
#include "publish/uploader.h"
#include "sign/signer.h"

namespace sf {

inline constexpr const char* kSignatureEnd = ".asc";  // of a detached one's file

// One that a killed run left is replaced: it differs with each signing.
PublishedFile put_signature(const std::string& path, const std::string& signature, Uploader& uploader);

// Puts all of it under paths that nothing else ever has, content first, and returns what the list of builds is to say.
// What `before` lists already and the site still has is neither signed nor put again.
PublishedBuild put_build(const LocalBuild& build, const std::vector<SourceFile>& sources, const BuildIndex& before,
                         Uploader& uploader, Signer& signer);

// Puts a tarball under its short name, with the checksum and the signature, if it has one, of the same bytes. Between
// the old and the new one it has no signature: whoever verifies it then is told so instead of being given two that do
// not fit.
void replace_alias(const std::string& alias, const std::string& sha256, const std::filesystem::path& tarball,
                   const std::optional<std::string>& signature, Uploader& uploader);

// Does that unless `before` says that it is there.
void put_alias(const LocalBuild& build, const PublishedBuild& published, const BuildIndex& before, Uploader& uploader);

}  // namespace sf
