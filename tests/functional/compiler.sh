#!/usr/bin/env bash
# A gcc of the catalog is built, Slurm is built by it, and that Slurm is proven.
. "$(dirname "$0")/lib.sh"
export SLURM_FACTORY_HOME=$SHARED
run 0 "$PROGRAM" build-compiler --compiler-version 12.5.0 --toolchain "$TOOLCHAIN"
run 0 "$PROGRAM" build-compiler --compiler-version 12.5.0 --toolchain "$TOOLCHAIN"
says "nothing to do"
run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --minimal --toolchain "$TOOLCHAIN" --compiler-version 12.5.0 --verify
tar -xzf "$SHARED/builds/slurm-24.11-$TOOLCHAIN-gcc12.5.0-minimal-software.tar.gz" -C "$T"
readelf -p .comment "$T/view/sbin/slurmctld" | grep -qF "slurm-factory) 12.5.0" || fail "another gcc compiled slurmctld"
[ -e "$T/view/gcc-runtime/lib/libstdc++.so.6" ] || fail "the compiler's libstdc++ is not in the bundle"
