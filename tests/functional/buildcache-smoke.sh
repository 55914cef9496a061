#!/usr/bin/env bash
# What Slurm's and Open MPI's default flavour need to run, installed to a place with a short path and to one that leaves
# no room: each package passes its smoke checks there.
. "$(dirname "$0")/lib.sh"
SLURM_FACTORY_HOME=$SHARED run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --toolchain "$TOOLCHAIN"
own_home
ln -s "$SHARED/store" "$SLURM_FACTORY_HOME/store"
cp -r "$SHARED/state" "$SLURM_FACTORY_HOME/"    # which kind of sources was chosen is part of the hashes
"$PROGRAM" plan --slurm-version 24.11 --toolchain "$TOOLCHAIN" --json >"$T/plan.json"
hash_of() { sed -n "/^      \"name\": \"$1\",/,/\"hash\"/s/.*\"hash\": \"\(.*\)\".*/\1/p" "$T/plan.json"; }
slurm=$(hash_of slurm) openmpi=$(hash_of openmpi)
export GNUPGHOME=$T/gpg SLURM_FACTORY_MIRROR=$T/mirror
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-gen-key jane ed25519 sign never 2>/dev/null
key=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }')
run 0 "$PROGRAM" buildcache push "/$slurm" "/$openmpi" --signing-key "$key"
run 0 "$PROGRAM" buildcache keys --install --trust "$key"

# Spack's usual prefix has some 85 characters; ours has room for 128.
room=128
longest=$("$PROGRAM" buildcache list | awk 'NR > 1 { n = length($1) + length($2) + length($5); if (n > m) m = n } END { print m + 1 }')
store_of() { printf '%s%*s' "$T/" "$(($1 - longest - ${#T} - 2))" '' | tr ' ' x; }
short=$T/s long=$(store_of $room)
for store in "$short" "$long"; do
    run 0 "$PROGRAM" buildcache install "/$slurm" "/$openmpi" --store "$store" --smoke
    says "0 failed"
    sed -n '$p' "$T/out"
    ls "$store"/slurm-*/bin/sinfo >/dev/null || fail "Slurm is not there"
    rm -rf "$store"
done
run 2 "$PROGRAM" buildcache install "/$slurm" "/$openmpi" --store "${long}x"
says "too long"
