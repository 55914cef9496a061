#!/usr/bin/env bash
# Installing from a buildcache and listing it, beside Spack, from the same blobs in a folder and to empty stores. The home
# must hold Slurm 24.11 (build-slurm --slurm-version 24.11). Best of three, after one run of each that is not counted.
#   SPACK=/path/to/spack bench/buildcache.sh [arguments of plan]
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${PROGRAM:-build/release/slurm-factory}")
spack=${SPACK:-$(command -v spack)}
[ $# -gt 0 ] || set -- --slurm-version 24.11
T=$(mktemp -d -p "${SCRATCH:-/tmp}")
trap 'chmod -R u+w "$T"; rm -rf "$T"' EXIT
export GNUPGHOME=$T/gpg SPACK_GNUPGHOME=$T/spack-gpg
mkdir -m 700 "$GNUPGHOME" "$SPACK_GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-gen-key "Bench <bench@example.org>" ed25519 sign never 2>/dev/null
key=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }')
hash=$("$program" plan "$@" --json | sed -n '/^      "name": "slurm",/,/"hash"/s/.*"hash": "\(.*\)".*/\1/p')
"$program" buildcache push "/$hash" --mirror "$T/mirror" --signing-key "$key" 2>/dev/null | tail -n 1
"$program" buildcache keys --mirror "$T/mirror" --install --trust "$key" >/dev/null
mkdir "$T/scope"
printf 'config:\n  install_tree:\n    root: %s\n' "$T/spack-store" >"$T/scope/config.yaml"
printf 'mirrors::\n  bench: file://%s\n' "$T/mirror" >"$T/scope/mirrors.yaml"
"$spack" -C "$T/scope" buildcache keys --install --trust >/dev/null 2>&1

# best COMMAND...: the shortest of three runs in seconds; cold() comes before each.
best() {
    local shortest=
    for run in 0 1 2 3; do
        cold
        sync
        local start end
        start=$(date +%s.%N)
        "$@" >"$T/log" 2>&1 || { cat "$T/log" >&2; exit 1; }
        end=$(date +%s.%N)
        [ "$run" = 0 ] || shortest=$(awk -v a="$start" -v b="$end" -v s="${shortest:-1e9}" 'BEGIN { d = b - a; print d < s ? d : s }')
    done
    echo "$shortest"
}
cold() { chmod -R u+w "$T/store" "$T/spack-store" 2>/dev/null || true; rm -rf "$T/store" "$T/spack-store"; }
compare() { awk -v what="$1" -v ours="$2" -v theirs="$3" 'BEGIN { printf "%-8s slurm-factory %.3f s, Spack %.3f s: %.1f times faster\n", what, ours, theirs, theirs / ours }'; }

ours=$(best "$program" buildcache install "/$hash" --mirror "$T/mirror" --store "$T/store")
theirs=$(best "$spack" -C "$T/scope" install --cache-only "/$hash")
compare install "$ours" "$theirs"
cold() { :; }
ours=$(best "$program" buildcache list --mirror "$T/mirror")
theirs=$(best "$spack" -C "$T/scope" buildcache list -a)
compare list "$ours" "$theirs"
