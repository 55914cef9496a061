#!/usr/bin/env bash
# Seconds that a run with nothing to do takes, through setup.sh and by the program alone: the median of nine.
set -euo pipefail
cd "$(dirname "$0")/.."
median() {
    for _ in $(seq 9); do
        start=$(date +%s%N)
        "$@" >/dev/null 2>&1
        echo $((($(date +%s%N) - start) / 1000000))
    done | sort -n | sed -n 5p
}
arguments=(build-slurm --slurm-version 24.11 --minimal --verify)
echo "program:  $(median build/release/slurm-factory "${arguments[@]}") ms"
echo "setup.sh: $(median ./setup.sh "${arguments[@]}") ms"
