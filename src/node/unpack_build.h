// A bundle's tarball -> the folder of a build, in one pass: checked against its own files.json, relocated, written.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "node/bundle_manifest.h"

namespace sf {

// Asked once, when the manifest has been read (in bundles of ours: before anything of view/ is written). Where the
// build will lie, which is written into its files; or nothing: it is there already and need not be unpacked. May throw
// to refuse it.
using ChoosePlace = std::function<std::optional<std::filesystem::path>(const BundleManifest&)>;

// `tarball`: the whole of it, gzip or zstd; `origin` names it in errors; `into`: an empty folder that nobody uses yet.
// Nothing in it is believed: what leads out, links that do, devices, hard links, a name twice, a file that files.json
// does not list or lists otherwise, and more bytes than any bundle has all throw Error(source); what was written by
// then is to be thrown away by the caller. Nothing is synced. Returns false where `choose` returned nothing.
bool unpack_build(std::string_view tarball, const std::string& origin, const std::filesystem::path& into,
                  const ChoosePlace& choose);

}  // namespace sf
