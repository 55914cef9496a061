# Sourced after lib.sh by the tests of publishing: a signing key ($key, $FPR), and tiny releases in homes of their own.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
mkdir -m 700 "$T/gpg"
gpg() { command gpg --batch --quiet --no-tty "$@" 2>>"$T/gpg.log"; }
GNUPGHOME=$T/gpg gpg --pinentry-mode loopback --passphrase '' --quick-gen-key 'Jane <jane@example.org>' ed25519 sign never
FPR=$(GNUPGHOME=$T/gpg gpg --list-keys --with-colons | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | head -n 1)
key=$T/key.asc
(umask 077 && GNUPGHOME=$T/gpg gpg --export-secret-keys --armor >"$key")

# built RELEASE: builds the tiny Slurm as this release in $T/home-RELEASE.
built() {
    [ -e "$T/src" ] || tiny_catalog
    sed "s/0\.1/$1/g" "$T/catalog/packages/slurm.yaml" >"$T/slurm.yaml"
    source_tarball slurm "$1.0"
    mkdir -p "$T/catalog-$1/packages" "$T/catalog-$1/releases" "$T/home-$1"
    sed "s/sha256: .*/sha256: \"$(sha "$T/slurm-$1.0.tar.gz")\"/" "$T/slurm.yaml" >"$T/catalog-$1/packages/slurm.yaml"
    cp "$T/catalog/packages/hello.yaml" "$T/catalog-$1/packages/"
    sed "s/0\.1/$1/g" "$T/catalog/releases/0.1.yaml" >"$T/catalog-$1/releases/$1.yaml"
    ln -sfn "$SHARED/rootfs" "$T/home-$1/rootfs"
    of "$1" build-slurm --slurm-version "$1" --minimal --toolchain "$TOOLCHAIN" >"$T/out" 2>&1 || fail "the tiny release $1"
}
# of RELEASE COMMAND...: slurm-factory where that was built.
of() { "$PROGRAM" --home "$T/home-$1" --catalog "$T/catalog-$1" "${@:2}"; }
# publish RELEASE ROOT
publish() { of "$1" publish --to "$2" --gpg-private-key-file "$key"; }
# runs STORE PATTERN [ARGUMENT]: the Slurm of this folder's name in a store does.
runs() {
    local found
    found=$(find "$1" -maxdepth 1 -name "$2") && "$found/bin/sinfo" "${@:3}" >/dev/null
}
client() { "$PROGRAM" --home "$T/client" "$@"; }
# whole ROOT RELEASE...: all that its indexes name is there as they say, and these releases are installed from it.
whole() {
    local root=$1 release
    rm -rf "$T/copy" "$T/store" "$T/client" # which has seen nothing yet
    client buildcache keys --mirror "$root" --install --trust "$FPR" >"$T/out" 2>&1 || fail "no key at $root"
    client mirror --from "$root" --to "$T/copy" >"$T/out" 2>&1 || fail "$root is not whole"
    for release in "${@:2}"; do
        grep -q "^\"release\":\"$release\"" "$T/copy/builds/index.json" || fail "the list of $root lacks $release"
        client buildcache install "slurm@$release" --store "$T/store" --mirror "$root/$TOOLCHAIN/slurm/$release" \
            --mirror "$root/$TOOLCHAIN/slurm/deps" >"$T/out" 2>&1 || fail "$release is not installed from $root"
        runs "$T/store" "slurm-$release.0-*" || fail "$release does not run"
    done
}
