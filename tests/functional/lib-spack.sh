# Sourced after lib.sh by tests that need a real Spack: SPACK names the program if it is not in PATH; it must be able to
# concretize (clingo), and have gpg and patchelf. Makes: spack(), which reads $T/scope and asks no network; a key $key,
# unless lib-publish.sh made one.
# shellcheck shell=bash
SPACK=${SPACK:-$(command -v spack || true)}
[ -n "$SPACK" ] || skip "there is no spack in PATH, and SPACK names none"
export GNUPGHOME=$T/gpg SPACK_GNUPGHOME=$T/spack-gpg
mkdir -m 700 "$SPACK_GNUPGHOME"
if [ -z "${key-}" ]; then
    mkdir -m 700 "$GNUPGHOME"
    gpg --batch --quiet --passphrase '' --quick-gen-key "Jane Doe <jane@example.org>" ed25519 sign never 2>/dev/null
    key=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }')
fi

mkdir "$T/scope"
spack() { "$SPACK" -C "$T/scope" "$@"; }
# spack_tree FOLDER [MORE]: installs go to an empty tree from now on; MORE are lines of YAML about it.
spack_tree() { printf 'config:\n  install_tree:\n    root: %s\n%b' "$T/$1" "${2-}" >"$T/scope/config.yaml"; }
# spack_mirrors NAME FOLDER...: the only ones.
spack_mirrors() {
    if [ $# = 0 ]; then echo "mirrors:: {}"; else echo "mirrors::"; fi >"$T/scope/mirrors.yaml"
    while [ $# -gt 0 ]; do
        echo "  $1: file://$2" >>"$T/scope/mirrors.yaml"
        shift 2
    done
}
