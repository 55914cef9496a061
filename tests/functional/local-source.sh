#!/usr/bin/env bash
# --source slurm=PATH builds a tarball of the user's own and says so in the provenance.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
echo '/* patched at this site */' >>"$T/src/slurm/sinfo.c" && tar -C "$T/src" -czf "$T/site-slurm.tar.gz" slurm
run 0 "$PROGRAM" build-slurm --catalog "$T/catalog" --slurm-version 0.1.7 --minimal --toolchain "$TOOLCHAIN" --source "slurm=$T/site-slurm.tar.gz"
tarball=$SLURM_FACTORY_HOME/builds/slurm-0.1.7-$TOOLCHAIN-minimal-software.tar.gz
[ -s "$tarball" ] || fail "no $tarball"
tar -xzOf "$tarball" manifest/sources.json >"$T/out"
says "site-slurm.tar.gz"; says "local"; says "$(sha "$T/site-slurm.tar.gz")"
cat "$tarball.intoto.jsonl" >"$T/out"
says "site-slurm.tar.gz"; says "$(sha "$T/site-slurm.tar.gz")"
