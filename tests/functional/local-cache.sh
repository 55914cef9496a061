#!/usr/bin/env bash
# The buildcache of this machine: filled by builds, those that fail too, signed by a key of its own; kills leave it whole, and
# nobody else's signature is replaced. KILLS: how often.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
local=$SLURM_FACTORY_HOME/spack-buildcache
list() { "$PROGRAM" buildcache list "$@"; }
# damage NAME: a byte of its tarball there, whose path is $blob.
damage() {
    local sum
    sum=$(sed -n 's/^"checksum":"\(.*\)".*/\1/p' "$local/v3/manifests/spec/$1/"*.json | head -n 1)
    blob=$local/blobs/sha256/${sum:0:2}/$sum
    printf xxxx | dd of="$blob" bs=1 seek=700 conv=notrunc 2>/dev/null
}

# A build that fails leaves what it got.
cp "$T/slurm-0.1.0.tar.gz" "$T/good.tar.gz"; cp "$T/catalog/packages/slurm.yaml" "$T/good.yaml"
echo 'this is no C' >>"$T/src/slurm/sinfo.c" && source_tarball slurm 0.1.0
tiny_package slurm 0.1.0 '  - {program: bin/sinfo, run: "-V"}' '  - {name: hello, types: [build, link]}' '[bin/*]'
run 4 tiny
run 0 list; says "hello"; says_not "slurm"
[ "$(stat -c %a "$SLURM_FACTORY_HOME/trust/local-key" "$SLURM_FACTORY_HOME/trust/local-key/secret.asc")" = $'700\n600' ] || fail "others can read the key"
cp "$T/good.tar.gz" "$T/slurm-0.1.0.tar.gz"; cp "$T/good.yaml" "$T/catalog/packages/slurm.yaml"
run 0 tiny; says "put into the local buildcache: 1 packages"
run 0 tiny; says "nothing to do"
run 0 list; says "slurm"

# push and update-index there need no key to be named.
run 0 "$PROGRAM" buildcache push; says "0 packages pushed, 2 were there"
rm -r "$local/v3/manifests/spec/slurm"
run 0 "$PROGRAM" buildcache update-index; says "of 1 packages"
run 0 "$PROGRAM" buildcache push; says "1 packages pushed, 1 were there"
run 0 "$PROGRAM" buildcache check; says "2 packages checked, 0 faulty"

# Killed at any moment of a run that fills it.
for ((i = 0; i < ${KILLS:-8}; ++i)); do
    rm -rf "$local" "$SLURM_FACTORY_HOME/builds"
    tiny >/dev/null 2>&1 &
    sleep "0.$(printf '%02d' $((RANDOM % 80)))"
    pkill -9 -P $! 2>/dev/null || true
    kill -9 $! 2>/dev/null || true
    wait $! 2>/dev/null || true
    [ ! -e "$local/v3/slurm-factory/index.json" ] || { run 0 "$PROGRAM" buildcache check; says "0 faulty"; }
done
rm -rf "$SLURM_FACTORY_HOME/builds"
run 0 tiny
run 0 "$PROGRAM" buildcache check; says "2 packages checked, 0 faulty"

# What is damaged there is built, and put there again.
damage slurm
run 3 "$PROGRAM" buildcache check
rm -rf "$SLURM_FACTORY_HOME/builds" "$SLURM_FACTORY_HOME/store"
run 0 tiny; says "IS NOT USED"; says "put into the local buildcache: 1 packages"
run 0 "$PROGRAM" buildcache check; says "2 packages checked, 0 faulty"

# What cannot be written there is a warning, as on a full disk.
rm -rf "$local" "$SLURM_FACTORY_HOME/builds"
ln -s /dev/full "$local"
run 0 tiny; says "the local buildcache was not filled"
rm "$local"

# The user's own key signs it: it is read, and left as it is.
export GNUPGHOME=$T/gpg
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-gen-key jane ed25519 sign never 2>/dev/null
key=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }')
run 0 "$PROGRAM" buildcache push hello --signing-key "$key"
run 0 "$PROGRAM" buildcache keys --install --trust "$key"
index=$(sha "$local/v3/slurm-factory/index.json")
rm -rf "$SLURM_FACTORY_HOME/builds"
run 0 tiny; says "it is left as it is"; says "--signing-key FINGERPRINT"
run 2 "$PROGRAM" buildcache push; says "--signing-key FINGERPRINT"
[ "$index" = "$(sha "$local/v3/slurm-factory/index.json")" ] || fail "the index was signed anew"

# So is what is damaged there.
damage hello
rm -rf "$SLURM_FACTORY_HOME/builds" "$SLURM_FACTORY_HOME/store"
run 0 tiny; says "IS NOT USED"; says "keeps what is damaged"
[ -e "$blob" ] || fail "a file of somebody else's was removed"
