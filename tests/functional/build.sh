#!/usr/bin/env bash
# From an empty home to a proven Slurm; the other tests share the result.
. "$(dirname "$0")/lib.sh"
export SLURM_FACTORY_HOME=$SHARED
run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --minimal --toolchain "$TOOLCHAIN" --verify
says "slurm-24.11-$TOOLCHAIN-minimal-software.tar.gz"
[ -s "$TARBALL" ] || fail "there is no $TARBALL"
[ -s "$TARBALL.proof.json" ] || fail "there is no proof beside it"
