#!/usr/bin/env bash
# A second run with nothing changed builds nothing and says so; a changed bundle is made again.
. "$(dirname "$0")/lib.sh"
export SLURM_FACTORY_HOME=$SHARED
before=$(stat -c %Y.%s "$TARBALL")
run 0 "$PROGRAM" build-slurm --slurm-version 24-11-5-1 --minimal --toolchain "$TOOLCHAIN" --verify
says "nothing to do"
[ "$before" = "$(stat -c %Y.%s "$TARBALL")" ] || fail "the tarball was written again"
