// The entries of a software tarball as all who read one take them: nothing in it is believed.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "source/archive.h"

namespace sf {

struct BundleEntry {
    enum class Kind { folder, file, link };  // symbolic ones
    Kind kind = Kind::folder;
    std::string path;         // view/bin/srun
    std::uint64_t bytes = 0;  // of a file's content
    std::string document;     // NAME of the file manifest/NAME.json; empty for all else
};

class BundleEntries {
  public:
    // `origin` names the tarball in errors; `packed_bytes`: its size.
    BundleEntries(std::string origin, std::uint64_t packed_bytes);
    // More than this no bundle of that size unpacks to.
    static std::uint64_t most_unpacked(std::uint64_t packed_bytes);

    // The next one. Throws Error(source) for a name or link that leads out, a name twice, anything but files, folders
    // and symbolic links, other things than documents in manifest/, and more or larger files than any bundle has.
    BundleEntry check(archive_entry* entry);
    // Whether there was a file or link of this path.
    bool has(const std::string& path) const { return seen_.contains(path); }

  private:
    [[noreturn]] void refuse(const std::string& why) const { refuse_archive(origin_, why); }
    void check_size(const BundleEntry& entry);
    std::string document_name(const BundleEntry& entry) const;

    std::string origin_;
    std::uint64_t left_;
    std::size_t entries_ = 0, documents_ = 0;
    std::set<std::string> seen_;
};

}  // namespace sf
