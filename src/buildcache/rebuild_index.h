// Makes the indexes again from the signed files that lie on a mirror, after files were removed or copied there by hand.
#pragma once

#include "base/progress.h"
#include "buildcache/index.h"
#include "mirror/mirror.h"
#include "sign/signer.h"

namespace sf {

// The index of the packages whose manifests (in layout v2: spec.json files) are there and signed by the signer's key.
// `before` says the layout and keeps its serial, and what is known of packages that did not change. What others signed
// is left out with a warning. Tarballs that are not in `before` are read whole.
Index rebuild_index(WritableMirror& mirror, const Signer& signer, const Index& before, Process& process,
                    Progress& progress);

}  // namespace sf
