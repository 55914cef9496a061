#!/usr/bin/env bash
# The bookworm bundle is proven on trixie; a trixie bundle on trixie, and on bookworm it is refused beforehand with the
# glibc that it needs. 22.05 is built and proven too.
. "$(dirname "$0")/lib.sh"
export SLURM_FACTORY_HOME=$SHARED
run 0 "$PROGRAM" prove "$TARBALL" --on trixie
run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --minimal --toolchain trixie --verify
run 5 "$PROGRAM" prove "$SHARED/builds/slurm-24.11-trixie-minimal-software.tar.gz" --on bookworm
says "glibc"; says "2.36"
run 0 "$PROGRAM" build-slurm --slurm-version 22.05 --minimal --toolchain bookworm --verify
