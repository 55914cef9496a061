// The compiler that a stack is built with: the toolchain's own, or one from the catalog (--compiler-version).
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "concretize/concretize.h"

namespace sf {

inline constexpr const char* kCompilerPackage = "gcc";
inline constexpr const char* kRuntimePackage = "gcc-runtime";  // its libraries, for programs that need them

struct ResolvedCompiler {
    std::string version;  // 12.4.0
    std::string chosen_by;
};

// 12.4.0 as it is; 12, 12.x and 12.4 stand for the newest version that the preferred kind of origins has. Any version
// will do with `own_source` (--source gcc=PATH). Throws Error(usage) with near names.
ResolvedCompiler resolve_compiler(const Catalog& catalog, const std::string& typed, const SourceChoice& choice,
                                  bool own_source);

// The flags for a target: the toolchain's, or those that `compiler` (the catalog's package, of the version that
// `context` says) has because it does not know them.
std::string target_flags(const Toolchain& toolchain, const std::string& target, const Package& compiler,
                         const Context& context);

}  // namespace sf
