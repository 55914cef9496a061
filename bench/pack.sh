#!/usr/bin/env bash
# Throughput and size of packing with two threads, beside tar through pigz -p2 and zstd -T2 at the same level: the better
# of three runs each, on a warm cache. Exits with 1 if ours is slower than 0.8 of theirs. Run it on an idle machine.
#   bench/pack.sh FOLDER    (an unpacked bundle, or any large tree)
set -euo pipefail
folder=${1:?usage: bench/pack.sh FOLDER}
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
[ -e "$build/build.ninja" ] || cmake --preset release >/dev/null
ninja -C "$build" bench_pack >/dev/null
scratch=$(mktemp -d "${TMPDIR:-/tmp}/bench-pack.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
bytes=$(tar -C "$folder" -cf - . | wc -c)

# shellcheck disable=SC2317  # both are called by best
ours() { rm -f "$scratch/ours"; "$build/bench_pack" "$folder" "$scratch/ours" "$1" 2 >"$scratch/level"; }
# shellcheck disable=SC2317
theirs() { tar -C "$folder" -cf - . | $1 >"$scratch/theirs" && sync "$scratch/theirs"; }

# best COMMAND...: milliseconds.
best() {
    for _ in 1 2 3; do
        start=$(date +%s%N)
        "$@"
        echo $((($(date +%s%N) - start) / 1000000))
    done | sort -n | head -n 1
}

status=0
compare() {    # compare gzip|zstd PROGRAM: with our level behind it
    local our_ms their_ms
    our_ms=$(best ours "$1")
    their_ms=$(best theirs "$2$(<"$scratch/level")")
    awk -v name="$1 -$(<"$scratch/level")" -v them="${2%% *}" -v bytes="$bytes" -v ours="$our_ms" -v theirs="$their_ms" \
        -v size="$(stat -c %s "$scratch/ours")" -v their_size="$(stat -c %s "$scratch/theirs")" 'BEGIN {
            printf "%s: %.0f MB/s, %.1f MB; %s: %.0f MB/s, %.1f MB; throughput %.2f of theirs, size %.3f\n", name,
                bytes / ours / 1000, size / 1e6, them, bytes / theirs / 1000, their_size / 1e6, theirs / ours, size / their_size
            exit theirs / ours < 0.8
        }' || status=1
}
compare gzip "pigz -n -p2 -"
compare zstd "zstd -q -T2 -"
exit $status
