// bench_s3 FILE URL PATH: puts the file on a mirror as publishing does. For bench/s3.sh.
#include <cstdio>

#include "base/error.h"
#include "mirror/mirror.h"

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("usage: bench_s3 FILE URL PATH\n", stderr);
        return 2;
    }
    try {
        const auto http = sf::make_http();
        sf::open_writable_mirror(argv[2], *http)->put_file(argv[3], argv[1]);
    } catch (const sf::Error& error) {
        std::fprintf(stderr, "bench_s3: %s\n", error.what());
        return error.exit_status();
    }
}
