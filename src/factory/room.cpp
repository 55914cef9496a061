#include "factory/room.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace sf {

namespace {

void require(const fs::path& folder, unsigned long long needed, const std::string& setting) {
    make_dirs(folder);
    auto free = disk_free(folder);
    if (free < needed)
        throw Error(ErrorKind::host,
                    "the disk of " + folder.string() + " is full: " + format_bytes(free) + " free, " +
                        format_bytes(needed) + " needed",
                    "free some space (slurm-factory clean --full removes roots, sources and builds), or choose another "
                    "disk with " +
                        setting);
}

}  // namespace

void check_room(const Home& home, const fs::path& output) {
    require(home.root, kRoomForBuild, "--home DIR or SLURM_FACTORY_HOME");
    require(output, kRoomForOutput, "--output-dir DIR");
}

}  // namespace sf
