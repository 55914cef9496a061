// What is inside a bundle, and what is known of it: for people, and for scripts.
#pragma once

#include <string>

#include "bundle/read_bundle.h"
#include "inspect/beside.h"

namespace sf {

struct Inspection {
    std::string name;  // of the file
    BundleFacts facts;
    FoundBeside beside;

    // Neither checksum nor any signature contradicts the file. One by a key that is not trusted contradicts nothing
    // unless `signers_are_named`: somebody said whose signature there must be.
    bool holds(bool signers_are_named) const;
};

// `location`: a path, or a URL of open_mirror() with the file's name. What has to be downloaded goes to `scratch`.
// Throws as read_bundle() and look_beside() do.
Inspection inspect(const std::string& location, Http& http, const Signers& signers,
                   const std::filesystem::path& scratch);

Json inspection_to_json(const Inspection& inspection);
// `cpuinfo`: the text of this machine's /proc/cpuinfo, to say whether it has the instructions.
std::string inspection_to_text(const Inspection& inspection, std::string_view cpuinfo);

}  // namespace sf
