#include "bundle/pack.h"

#include "bundle/tar.h"

namespace sf {

GzipFile::Result pack(const std::filesystem::path& folder, const std::filesystem::path& tarball, long long mtime,
                      unsigned threads, int level) {
    GzipFile gzip(tarball, threads, level);
    TarWriter tar([&](std::string_view bytes) { gzip.write(bytes); }, mtime);
    tar.add_tree(folder);
    tar.finish();
    return gzip.finish();
}

}  // namespace sf
