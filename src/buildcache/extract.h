// A package's tarball -> a folder, moved to its new prefix: checked, decompressed, unpacked and relocated in one pass.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "buildcache/index.h"
#include "relocate/prefix_map.h"

namespace sf {

struct Extraction {
    std::string origin;                         // of the tarball, for errors
    IndexedPackage package;                     // what is expected
    std::string folder;                         // in the tar: the prefix without its leading '/'
    const PrefixMap& prefixes;                  // old ones to new ones, of all that its files may name
    std::vector<std::filesystem::path> places;  // the new ones: where absolute links may lead
};

// `blob` is the whole tarball, `into` an empty folder that nobody uses yet. Nothing in the tarball is believed: names
// that lead out of the prefix, links that do, devices, setuid modes, a name twice, more bytes than the index says and a
// wrong checksum all throw Error(source); what was written by then is to be thrown away by the caller. Files get the
// modes 0444 and 0555, as in a store; links are made last, so that nothing is written through one. Nothing is synced.
// Returns the files, relative to the prefix, that name no prefix and so are the same wherever they lie.
std::vector<std::filesystem::path> extract_package(std::string_view blob, const Extraction& extraction,
                                                   const std::filesystem::path& into);

}  // namespace sf
