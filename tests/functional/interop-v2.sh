#!/usr/bin/env bash
# A real Spack installs from a mirror of the old layout that we wrote, and from the same one after it was made one of v3.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-spack.sh"
export SLURM_FACTORY_HOME=$SHARED
run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --minimal --toolchain "$TOOLCHAIN"
slurm=$(hash_of slurm --minimal)

# spack_installs TREE: from the mirror, by hash.
spack_installs() {
    spack_tree "$1"
    spack_mirrors ours "$T/cache"
    run 0 spack buildcache keys --install --trust
    run 0 spack buildcache list -a -l
    says "${slurm:0:7} slurm@24.11"
    run 0 spack install --cache-only "/$slurm"
    run 0 "$(spack location -i "/$slurm")/bin/sinfo" --version
    says "slurm 24.11"
}
run 0 "$PROGRAM" buildcache push "/$slurm" --layout v2 --mirror "$T/cache" --signing-key "$key"
spack_installs from-v2

gpg --batch --quiet --passphrase '' --quick-gen-key "Jo Bloggs <jo@example.org>" ed25519 sign never 2>/dev/null
new=$(gpg --batch --with-colons --list-keys "=Jo Bloggs <jo@example.org>" | awk -F: '/^fpr/ { print $10; exit }')
run 0 "$PROGRAM" buildcache migrate --mirror "$T/cache" --trust "$key" --signing-key "$new" --delete-existing
rm -r "$SPACK_GNUPGHOME" && mkdir -m 700 "$SPACK_GNUPGHOME"
spack_installs from-v3
