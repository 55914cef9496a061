#!/usr/bin/env bash
# A package that does not compile: package, phase, log and its last lines are named; the store does not have it.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
echo 'this is no C' >>"$T/src/slurm/sinfo.c" && source_tarball slurm 0.1.0
tiny_package slurm 0.1.0 '  - {program: bin/sinfo, run: "-V"}' '  - {name: hello, types: [build, link]}' '[bin/*]'
run 4 tiny
says "slurm"; says "build"; says "$SLURM_FACTORY_HOME/logs/"; says "sinfo.c"
ls "$SLURM_FACTORY_HOME"/store/hello-1.0-* >/dev/null || fail "hello is lost"
! ls -d "$SLURM_FACTORY_HOME"/store/slurm-0.1.0-* 2>/dev/null || fail "a broken slurm is in the store"
! ls "$SLURM_FACTORY_HOME"/builds/*.tar.gz 2>/dev/null || fail "a bundle of a failed build"
