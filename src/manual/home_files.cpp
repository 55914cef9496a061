#include "manual/home_files.h"

#include "base/home.h"

namespace sf {

const std::vector<HomeFile>& home_files() {
    static const std::vector<HomeFile> files = [] {
        const Home home{"~/.slurm-factory"};
        return std::vector<HomeFile>{
            {home.builds(), "tarballs, and beside each its proof, provenance and checksum"},
            {home.store(), "built packages, by hash"},
            {home.buildcache(), "the buildcache of this machine, which builds fill and ask"},
            {home.sources(), "sources that were downloaded"},
            {home.rootfs(), "root filesystems to build and to prove in"},
            {home.logs(), "logs of builds and proofs"},
            {home.build_debug(), "the build tree of a package that failed"},
            {home.trust(), "keys of mirrors that are believed"},
        };
    }();
    return files;
}

}  // namespace sf
