#!/usr/bin/env bash
# A cluster runs from a prefix of 180 characters.
. "$(dirname "$0")/lib.sh"
export SLURM_FACTORY_HOME=$SHARED
run 0 "$PROGRAM" prove "$TARBALL" --at "/$(printf 'x%.0s' $(seq 1 89))/$(printf 'y%.0s' $(seq 1 89))" --json
says '"passed": true'
