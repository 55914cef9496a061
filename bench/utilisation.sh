#!/usr/bin/env bash
# How busy the processors are between the first compile and the last of a build in which every package is compiled: the
# kernel's counters (/proc/stat) are sampled once a second, and those within the span that the program reports are used.
# Run it on a machine that does nothing else.
#   bench/utilisation.sh [arguments of build-slurm]
set -euo pipefail
cd "$(dirname "$0")/.."
program=${PROGRAM:-build/release/slurm-factory}
[ $# -gt 0 ] || set -- --slurm-version 24.11 --minimal
scratch=$(mktemp -d)
sampler=
trap '[ -z "$sampler" ] || kill "$sampler"; rm -rf "$scratch"' EXIT
# Seconds since boot, busy ticks, idle ticks (idle and iowait).
(while :; do
    read -r now _ </proc/uptime
    read -r _ user nice system idle iowait irq softirq _ </proc/stat
    echo "$now $((user + nice + system + irq + softirq)) $((idle + iowait))"
    sleep 1
done >"$scratch/samples") &
sampler=$!
"$program" build-slurm --no-cache --json "$@" >"$scratch/result"
field() { sed -nE "s/^  \"$1\": ([0-9.]+),?$/\1/p" "$scratch/result" | head -n 1; }
awk -v first="$(field first_compile_at)" -v last="$(field last_compile_at)" -v cpu="$(field cpu_s)" '
    $1 >= first && $1 <= last { if (!start) { start = $1; busy = $2; idle = $3 } end = $1; busy_end = $2; idle_end = $3 }
    END {
        all = busy_end - busy + idle_end - idle
        printf "compile span %.0f s, processors %.1f %% busy; packages used %.0f CPU s\n", last - first, 100 * (busy_end - busy) / all, cpu
    }' "$scratch/samples"
