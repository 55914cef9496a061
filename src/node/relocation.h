// manifest/relocation.json applied: padded build prefixes are overwritten by where the build lies (relocate.h says how
// the table is made).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "relocate/relocate.h"

namespace sf {

class RelocationTable {
  public:
    RelocationTable() = default;
    // Throws Error(source) for a table that is malformed, or that an older program made and that names no targets.
    explicit RelocationTable(const Json& json);

    // Throws Error(usage) if the path of a build in the folder `build` is longer than the room in its files.
    void require_room(const std::filesystem::path& build) const;
    // The ranges of a file of the bundle (view/lib/libmpi.so.40), which hashes leave out; none: it is not in the table.
    const std::vector<BakedString>& ranges(const std::string& path) const;
    // Writes the build's path into the content of such a file, filled with '/' on its left, so that nothing moves: the
    // same in text and binaries, and harmless where it was done before. Throws Error(source) if a range lies outside.
    void apply(std::string& content, const std::string& path, const std::filesystem::path& build) const;

  private:
    struct File {
        std::vector<BakedString> ranges;   // by offset, apart from one another
        std::vector<std::string> targets;  // of each: the folder of the bundle whose path is written
    };
    std::map<std::string, File> files_;
};

}  // namespace sf
