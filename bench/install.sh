#!/usr/bin/env bash
# Installing a bundle (verified, relocated, synced, switched to) beside `tar -x` of the same file, which does none of that.
# Prints the ratio; exits with 1 if it is above MOST. Best of five, after one run of each that is not counted.
#   bench/install.sh TARBALL
set -euo pipefail
program=$(realpath "${PROGRAM:-$(dirname "$0")/../build/release/slurm-factory}")
tarball=$(realpath "$1")
T=$(mktemp -d -p "${SCRATCH:-/var/tmp}")
trap 'rm -rf "$T"' EXIT
export GNUPGHOME=$T/gpg SLURM_FACTORY_HOME=$T/home
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-gen-key "Bench <bench@example.org>" ed25519 sign never 2>/dev/null
key=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }')
cp "$tarball" "$T/slurm.tar.gz"
gpg --batch --quiet --armor --detach-sign "$T/slurm.tar.gz"
gpg --batch --armor --export >"$T/key.asc"

# best COMMAND...: the shortest of five runs in seconds; each begins with nothing there and nothing to be written to disk.
best() {
    local shortest=
    for run in 0 1 2 3 4 5; do
        rm -rf "$T/into" && mkdir "$T/into" && sync
        local start end
        start=$EPOCHREALTIME
        "$@" >"$T/log" 2>&1 || { cat "$T/log" >&2; exit 1; }
        end=$EPOCHREALTIME
        [ "$run" = 0 ] || shortest=$(awk -v a="$start" -v b="$end" -v s="${shortest:-1e9}" 'BEGIN { d = b - a; print d < s ? d : s }')
    done
    echo "$shortest"
}
theirs=$(best tar -xzf "$T/slurm.tar.gz" -C "$T/into")
ours=$(best "$program" -q install "$T/slurm.tar.gz" --prefix "$T/into" --trust "$key" --key "$T/key.asc" --slurm-conf /nonexistent)
awk -v ours="$ours" -v theirs="$theirs" -v most="${MOST:-1.5}" \
    'BEGIN { printf "install %.3f s, tar -x %.3f s: %.2f times as long\n", ours, theirs, ours / theirs; exit ours / theirs > most }'
