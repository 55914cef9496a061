#!/usr/bin/env bash
# --verify-reproducible builds twice and compares: equal bytes pass; a package that holds a random number, and one that
# asks who builds it, are named with the files that differ.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
run 0 tiny --verify-reproducible
says "reproducible: a second build"
[ ! -e "$SLURM_FACTORY_HOME/build-debug/reproduce" ] || fail "a second tarball stayed"
prepare() { sed -i "s|^  build_args: \[\]|&\n  prepare: ['$2']|" "$T/catalog/packages/$1.yaml"; }
# shellcheck disable=SC2016  # for the shell in the sandbox
prepare hello 'echo "int number = $RANDOM$RANDOM;" >>hello.c'
run 5 tiny --verify-reproducible --compress zstd
says "not reproducible"; says "view/lib/libhello.so (hello 1.0)"; says_not "view/bin/sinfo"
[ -s "$SLURM_FACTORY_HOME/build-debug/reproduce/slurm-0.1-$TOOLCHAIN-minimal-software.tar.zst" ] || fail "the second tarball is gone"
prepare slurm 'echo "int user = $(id -u);" >>sinfo.c'
run 5 tiny --verify-reproducible
says "view/bin/sinfo (slurm 0.1.0)"
