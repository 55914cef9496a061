// The stamp beside a bundle that says of which plan it is: .NAME.stamp.json, written last.
// {"version": 1, "identity", "sha256", "bytes", "glibc_floor", "files": [{"name", "size", "mtime_ns"}]}
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bundle/bundle.h"

namespace sf {

// Describes the files `names` beside the tarball as they are now.
void write_stamp(const Plan& plan, const Catalog& catalog, const BundleOptions& options, const BundleResult& result,
                 const std::vector<std::string>& names);

}  // namespace sf
