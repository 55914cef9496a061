// Builds a bundle once more, under other circumstances, to show that the same inputs give the same bytes.
#pragma once

#include <filesystem>

#include "factory/factory.h"

namespace sf {

// Builds every package of `plan` again, without any cache: in a home and a store of its own, as another user in the
// sandbox, with another number of jobs, and later; then compares the bundle with `tarball`. Only sources and the root
// filesystem are shared, because they are inputs. If they differ, the second tarball stays in the home folder.
Reproduction reproduce(const Plan& plan, const std::filesystem::path& tarball, const RootFs& root,
                       const FactoryOptions& options, Workshop& workshop);

}  // namespace sf
