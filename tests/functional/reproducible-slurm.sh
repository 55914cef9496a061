#!/usr/bin/env bash
# Slurm itself gives the same bytes when it is built twice.
. "$(dirname "$0")/lib.sh"
export SLURM_FACTORY_HOME=$SHARED
run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --minimal --toolchain "$TOOLCHAIN" --verify-reproducible
says "reproducible: a second build"
