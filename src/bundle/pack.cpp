#include "bundle/pack.h"

#include "bundle/tar.h"

namespace sf {

CompressedFile::Result pack(const std::filesystem::path& folder, const std::filesystem::path& tarball, long long mtime,
                            Compression compression, unsigned threads) {
    CompressedFile file(tarball, compressor_of(compression), threads);
    TarWriter tar([&](std::string_view bytes) { file.write(bytes); }, mtime);
    tar.add_tree(folder);
    tar.finish();
    return file.finish();
}

}  // namespace sf
