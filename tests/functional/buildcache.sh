#!/usr/bin/env bash
# A store pushed to a buildcache, trusted by fingerprint, listed and installed elsewhere, where its program runs; whatever
# somebody changes on the mirror is noticed, and then nothing is installed.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
run 0 tiny

# A key in a keyring of its own, and one of somebody else.
export GNUPGHOME=$T/gpg XDG_RUNTIME_DIR=$T/run
mkdir -m 700 "$GNUPGHOME" "$XDG_RUNTIME_DIR"
key() {
    gpg --batch --quiet --passphrase '' --quick-gen-key "$1" ed25519 sign never 2>/dev/null
    gpg --batch --with-colons --list-keys "=$1" | awk -F: '/^fpr/ { print $10; exit }'
}
ours=$(key "Jane Doe <jane@example.org>") theirs=$(key "Mallory <mallory@example.org>")
mirror=$T/mirror
push() { "$PROGRAM" buildcache push --mirror "$mirror" --signing-key "${1-$ours}" "${@:2}"; }
list() { "$PROGRAM" buildcache list --mirror "$mirror" "$@"; }
install() { "$PROGRAM" buildcache install slurm@0.1 --mirror "$mirror" --store "$T/store" "$@"; }
trust() { "$PROGRAM" buildcache keys --mirror "$mirror" --install --trust "$1"; }

run 2 "$PROGRAM" buildcache push --mirror "$mirror"; says "no key to sign with"
run 2 push 89ABCDEF; says "full fingerprint"
run 0 push; says "2 packages pushed"
run 0 push; says "0 packages pushed, 2 were there"
run 2 list; says "no key is trusted"
run 0 "$PROGRAM" buildcache keys --mirror "$mirror"; says "$ours  Jane Doe"; says_not "trusted"
run 3 trust "$theirs"
run 2 "$PROGRAM" buildcache keys --mirror "$mirror" --install
run 0 trust "$ours"; says "(trusted)"
run 0 list; says "hello"; says "slurm"
run 0 list --json; says '"serial": 2'
run 0 "$PROGRAM" buildcache check --mirror "$mirror"; says "2 packages checked, 0 faulty"

# The program runs from its new place, with nothing of the old one.
run 2 "$PROGRAM" buildcache install slurm --mirror "$mirror" --store "$SLURM_FACTORY_HOME/store"; says "store of builds"
run 0 install; says "2 packages installed"
mv "$SLURM_FACTORY_HOME/store" "$T/gone"
installed=("$T"/store/slurm-0.1.0-*)
"${installed[0]}/bin/sinfo" || fail "the installed program does not run"
mv "$T/gone" "$SLURM_FACTORY_HOME/store"
run 0 install --json; says '"was_there": true'; says_not '"was_there": false'

# A copy for another machine, which trusts it by itself.
run 0 "$PROGRAM" buildcache mirror --mirror "$mirror" --to "$T/copy"; says "2 packages copied"
run 0 "$PROGRAM" buildcache mirror --mirror "$mirror" --to "$T/copy"; says "0 packages copied"; says "2 were there"
run 2 "$PROGRAM" buildcache check --mirror "$T/copy"; says "no key is trusted"
run 0 "$PROGRAM" buildcache keys --mirror "$T/copy" --install --trust "$ours"
run 0 "$PROGRAM" buildcache check --mirror "$T/copy"; says "2 packages checked, 0 faulty"

# Two tiers: what Slurm needs, and Slurm.
run 2 "$PROGRAM" buildcache push --mirror "$T/deps" --signing-key "$ours" --only dependencies; says "--only wants a PACKAGE"
run 0 "$PROGRAM" buildcache push slurm --mirror "$T/deps" --signing-key "$ours" --only dependencies; says "1 packages pushed"
run 0 "$PROGRAM" buildcache push slurm --mirror "$T/0.1" --signing-key "$ours" --only package; says "1 packages pushed"
for tier in deps 0.1; do run 0 "$PROGRAM" buildcache keys --mirror "$T/$tier" --install --trust "$ours"; done
run 3 "$PROGRAM" buildcache install slurm --mirror "$T/0.1" --store "$T/tiers"; says "no mirror has hello/"
run 0 "$PROGRAM" buildcache install slurm --mirror "$T/deps" --mirror "$T/0.1" --store "$T/tiers"; says "2 packages installed"
! grep -rl /opt/slurm-factory "$T/store" --exclude-dir=.spack || fail "an old prefix is left"

# nothing_installed STATUS COMMAND...: fails with STATUS and leaves the store empty.
nothing_installed() {
    rm -rf "$T/store"
    run "$@"
    ! ls -d "$T"/store/*/ 2>/dev/null || fail "something was installed"
}
cp -a "$mirror" "$T/good"
restored() { rm -rf "$mirror" && cp -a "$T/good" "$mirror"; }
flip() { perl -e 'open $f, "+<", $ARGV[0]; seek $f, $ARGV[1], 0; read $f, $c, 1; seek $f, $ARGV[1], 0; print $f $c ^ "\x01"' "$1" "$2"; }

# One flipped bit: in the manifest, its signature, each blob of the package, the index, its signature.
manifest=$(ls "$mirror"/v3/manifests/spec/slurm/*.json)
index=$mirror/v3/slurm-factory/index.json
for sum in $(sed -n 's/^"checksum":"\(.*\)".*/\1/p' "$manifest"); do
    blob=$(ls "$mirror"/blobs/sha256/*/"$sum")
    flip "$blob" $(($(stat -c %s "$blob") / 2)); nothing_installed 3 install; restored
done
for file in "$manifest" "$index"; do
    flip "$file" 120; nothing_installed 3 install; restored
    flip "$file" $(($(stat -c %s "$file") - 60)); nothing_installed 3 install; restored
done

# A good manifest of another package at this one's path; a blob cut short; one gone.
cp "$mirror"/v3/manifests/spec/hello/*.json "$manifest"; nothing_installed 3 install; says "slurm-0.1.0"
run 3 "$PROGRAM" buildcache check --mirror "$mirror"; says "1 faulty"; restored
truncate -s -1 "$blob"; nothing_installed 3 install; restored
rm "$blob"; nothing_installed 3 install; says "no such file"; restored

# An older index; one that has expired; one that somebody else signed.
run 0 push; run 0 list; says "slurm"
cp "$T/good/v3/slurm-factory/index.json" "$index"
nothing_installed 3 install; says "number 3 was seen before"
run 0 install --allow-stale; says "TAKEN NEVERTHELESS"
restored; rm "$index"
run 0 push "$theirs" --json; says "\"fingerprint\": \"$theirs\""
nothing_installed 3 install; says "not trusted here"
run 3 push; says "not trusted here"

# What was taken away by hand is taken out of the index; a key of a file signs as well.
mirror=$T/other
run 0 push
run 0 trust "$ours"
gpg --batch --armor --export-secret-keys "$ours" >"$T/key.asc"
rm -r "$mirror/v3/manifests/spec/slurm"
run 0 "$PROGRAM" buildcache update-index --mirror "$mirror" --gpg-private-key-file "$T/key.asc"; says "index 2 of 1 packages"
run 2 install; says "there is no package slurm"
! ls -d "$XDG_RUNTIME_DIR"/sf-gpg-* 2>/dev/null || fail "a keyring is left"
