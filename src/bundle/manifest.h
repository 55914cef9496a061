// The documents of a bundle's manifest/ that describe its content. Their bytes depend on the plan and the files alone:
// no time, no host.
#pragma once

#include <string>

#include "bundle/view.h"
#include "concretize/concretize.h"

namespace sf {

// Raise it when what the manifest says of the same bundle changes: it is part of what a bundle is made of (stamp.h).
inline constexpr int kManifestFormat = 4;

// sources.json: {"version": 1, "packages": [{"name", "version", "shipped", "license", "variant", "sha256", "urls",
// "pool", "patches":
// [{"file", "sha256", "why"}]}]}; a source given by --source has variant "local" and "file", the name of the user's
// file.
Json sources_to_json(const Plan& plan);

// runpath.json: {"version": 1, "own_folders": {"lib/slurm/mpi_pmix_v4.so": ["pmix4/lib"]}}: files of the view that look
// for libraries in other folders before lib and lib/slurm (relocate.h: view_runpath).
Json runpath_to_json(const OwnFolders& own_folders);
// Throws Error(failure) for what is not such a document.
OwnFolders runpath_from_json(const Json& json);

// requirements.json: {"version": 1, "arch", "target", "glibc_floor", "os": {"id", "version_id", "codename"}, "kernel":
// null}: what a node must have; no kernel version is asked for beyond glibc's own.
Json requirements_to_json(const Plan& plan, const std::string& glibc_floor);

}  // namespace sf
