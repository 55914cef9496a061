// A tarball with all that lies beside it -> a site. See places.h for where.
#pragma once

#include <vector>

#include "publish/build_index.h"
#include "publish/local_builds.h"
#include "publish/sources.h"
#include "publish/uploader.h"
#include "sign/signer.h"

namespace sf {

// Puts all of it under paths that nothing else ever has, content first, and returns what the list of builds is to say.
// What `before` lists already and the site still has is neither signed nor put again.
PublishedBuild put_build(const LocalBuild& build, const std::vector<SourceFile>& sources, const BuildIndex& before,
                         Uploader& uploader, Signer& signer);

// Puts the tarball under its short name too, unless `before` says that it is there. Between the old and the new one it
// has no signature: whoever verifies it then is told so instead of being given two that do not fit.
void put_alias(const LocalBuild& build, const PublishedBuild& published, const BuildIndex& before, Uploader& uploader);

}  // namespace sf
