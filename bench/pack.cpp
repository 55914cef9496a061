// bench_pack FOLDER TARBALL gzip|zstd THREADS: packs as build-slurm does. For bench/pack.sh.
#include "bundle/pack.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fputs("usage: bench_pack FOLDER TARBALL gzip|zstd THREADS\n", stderr);
        return 2;
    }
    const auto compression = std::string_view(argv[3]) == "zstd" ? sf::Compression::zstd : sf::Compression::gzip;
    sf::pack(argv[1], argv[2], 0, compression, static_cast<unsigned>(std::atoi(argv[4])));
    std::printf("%d\n", sf::compressor_of(compression).level);
}
