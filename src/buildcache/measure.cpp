#include "buildcache/measure.h"

#include "base/error.h"
#include "buildcache/tarball_facts.h"
#include "relocate/mapped_file.h"

namespace sf {

void measure_tarball(IndexedPackage& package, const std::filesystem::path& file, const std::string& origin) {
    const MappedFile tarball(file);
    const std::uint64_t size = tarball.bytes().size();
    if (package.tarball.bytes != 0 && package.tarball.bytes != size)
        throw Error(ErrorKind::source, origin + " does not have the size that was signed");
    const auto facts = read_tarball_facts(tarball.bytes(), package.tarball.sha256, origin);
    package.tarball.bytes = size;
    package.unpacked_bytes = facts.unpacked_bytes;
    package.prefix = "/" + facts.folder;
}

}  // namespace sf
