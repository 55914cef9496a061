// Advisories in the format of OSV, read from files: https://ossf.github.io/osv-schema/
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/json.h"

namespace sf {

struct RangeEvent {
    enum class Kind { introduced, fixed, last_affected, limit };
    Kind kind;
    std::string version;  // "0": from the very first one on
};

struct AffectedRange {
    std::string type;  // SEMVER, ECOSYSTEM, GIT
    std::string repo;  // of GIT
    std::vector<RangeEvent> events;
};

struct AffectedPackage {
    std::string ecosystem, name, purl;  // all empty: only ranges of a Git repository say what it is of
    std::vector<AffectedRange> ranges;
    std::vector<std::string> versions;
};

struct Advisory {
    std::string id;
    std::vector<std::string> aliases;
    std::string summary;   // else the beginning of its details; printable
    std::string severity;  // a CVSS vector, or the database's own word; may be empty
    bool withdrawn = false;
    std::vector<AffectedPackage> affected;
};

// One advisory, or an array of them. Throws Error(source) naming `origin` for what is none.
std::vector<Advisory> parse_advisories(const std::string& text, const std::string& origin);

// Those of each file, and of each *.json below each folder, in the order of their paths; links in folders are passed
// over. Throws Error(usage) for a path that is not there and a folder without any, Error(source) naming the file for
// one that is no advisory, or is larger than any.
void for_each_advisory(const std::vector<std::filesystem::path>& paths,
                       const std::function<void(const Advisory&)>& visit);

}  // namespace sf
