#!/usr/bin/env bash
# How busy the processors are between the first compile and the last of a build in which every package is compiled:
# processor seconds of the builds / (wall seconds x processors), and what the whole machine did in that time.
#   bench/utilisation.sh [arguments of build-slurm]
set -euo pipefail
cd "$(dirname "$0")/.."
program=${PROGRAM:-build/release/slurm-factory}
[ $# -gt 0 ] || set -- --slurm-version 24.11 --minimal
result=$(mktemp)
trap 'rm -f "$result"' EXIT
"$program" build-slurm --no-cache --json "$@" >"$result"
field() { sed -nE "s/^  \"$1\": ([0-9.]+),?$/\1/p" "$result" | head -n 1; }
awk -v cpu="$(field compile_cpu_s)" -v wall="$(field compile_wall_s)" -v cores="$(nproc)" 'BEGIN {
    printf "compile: %.0f CPU s in %.0f s on %d processors: %.1f %% busy\n", cpu, wall, cores, 100 * cpu / (wall * cores) }'
