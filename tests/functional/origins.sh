#!/usr/bin/env bash
# A wrong checksum at the first origin and a right one at the second; then at all origins.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
echo tampered >"$T/bad.tar.gz"
tiny_package hello 1.0 '  - {library: lib/libhello.so}' "" '[lib/*.so]' "[file://$T/bad.tar.gz, file://$T/hello-1.0.tar.gz]"
run 0 tiny
says "bad.tar.gz"
says "$(sha "$T/hello-1.0.tar.gz")"
rm -rf "$SLURM_FACTORY_HOME/spack-sourcecache"
echo 'int hello(void) { return 43; }' >"$T/src/hello/hello.c" && source_tarball hello 1.0
tiny_package hello 1.0 '  - {library: lib/libhello.so}' "" '[lib/*.so]' "[file://$T/bad.tar.gz, file://$T/absent.tar.gz]"
run 3 tiny
says "bad.tar.gz"; says "absent.tar.gz"; says "hello"; says "--source hello="
