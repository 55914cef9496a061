#!/usr/bin/env bash
# Slurm built on the oldest Debian runs on it and on the newer ones. A source that asks for a newer autoconf than the OS has
# gets the catalog's.
. "$(dirname "$0")/lib.sh"
export SLURM_FACTORY_HOME=$SHARED
TOOLCHAIN=bullseye
run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --minimal --toolchain bullseye --verify
for newer in bookworm trixie; do
    run 0 "$PROGRAM" prove "$SHARED/builds/slurm-24.11-bullseye-minimal-software.tar.gz" --on $newer
done

tiny_catalog
rm "$T/src/hello/Makefile"
printf 'AC_PREREQ([2.71])\nAC_INIT([hello], [1.0])\nAC_PROG_CC\nAC_CONFIG_FILES([Makefile])\nAC_OUTPUT\n' >"$T/src/hello/configure.ac"
# shellcheck disable=SC2016
printf 'libhello.so: hello.c\n\t$(CC) $(CFLAGS) -shared -fPIC -Wl,-soname,libhello.so -o $@ hello.c\ninstall: libhello.so\n\tmkdir -p @prefix@/lib && cp libhello.so @prefix@/lib/\n' >"$T/src/hello/Makefile.in"
source_tarball hello 1.0
hello() {    # DEPENDENCIES: the package, built by the configure that autoconf makes
    tiny_package hello 1.0 '  - {library: lib/libhello.so}' "$1" '[lib/*.so]'
    sed -i 's/  system: make/  system: autotools\n  prepare: [autoconf]/; /  build_args/d' "$T/catalog/packages/hello.yaml"
}
hello ""
run 4 tiny
says "2.71"
hello '  - {name: autoconf, types: [build], when: {toolchain: [bullseye]}}'
sed -i 's/hello: "1.0"/hello: "1.0", autoconf: "2.72"/' "$T/catalog/releases/0.1.yaml"
run 0 tiny
