#!/usr/bin/env bash
# A buildcache of Spack's old layout v2: pushed, trusted, installed from, tampered with; then made one of v3, also by runs that
# are killed at any moment. KILLS: how often.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
run 0 tiny

export GNUPGHOME=$T/gpg
mkdir -m 700 "$GNUPGHOME"
key() {
    gpg --batch --quiet --passphrase '' --quick-gen-key "$1" ed25519 sign never 2>/dev/null
    gpg --batch --with-colons --list-keys "=$1" | awk -F: '/^fpr/ { print $10; exit }'
}
old=$(key "An old builder <old@example.org>") new=$(key "Jane Doe <jane@example.org>")
mirror=$T/mirror
cache() { "$PROGRAM" buildcache "$1" --mirror "$mirror" "${@:2}"; }
install() { cache install slurm@0.1 --store "$T/store"; }
migrate() { cache migrate --signing-key "$new" "$@"; }

run 0 cache push --signing-key "$old" --layout v2; says "2 packages pushed"
spec=$(ls "$mirror"/build_cache/linux-*-none-none-slurm-0.1.0-*.spec.json.sig)
tarball=$(ls "$mirror"/build_cache/linux-*/none-none/slurm-0.1.0/*-slurm-0.1.0-*.spack)
[ "$(cat "$mirror/build_cache/index.json.hash")" = "$(sha "$mirror/build_cache/index.json")" ] || fail "another hash"
[ ! -e "$mirror/v3" ] || fail "v3 is there"
run 0 cache push --signing-key "$old"; says "0 packages pushed, 2 were there"
run 2 cache push --signing-key "$old" --layout v3; says "buildcache migrate"
run 2 cache list; says "no key is trusted"
run 0 cache keys; says "$old  An old builder"
run 0 cache keys --install --trust "$old"
run 0 cache list; says "slurm"
run 0 cache check; says "2 packages checked, 0 faulty"
run 0 cache update-index --signing-key "$old"; says "index 3 of 2 packages"
run 0 install; says "2 packages installed"
installed=("$T"/store/slurm-0.1.0-*)
"${installed[0]}/bin/sinfo" || fail "the installed program does not run"
run 0 cache mirror --to "$T/copy"; says "2 packages copied"
run 0 "$PROGRAM" buildcache keys --mirror "$T/copy" --install --trust "$old"
run 0 "$PROGRAM" buildcache check --mirror "$T/copy"; says "0 faulty"

# One flipped bit: in the tarball, the spec, its signature, the index, its signature. Another package's spec; a tarball cut short.
cp -a "$mirror" "$T/good"
restored() { rm -rf "$mirror" && cp -a "$T/good" "$mirror"; }
flip() { perl -e 'open $f, "+<", $ARGV[0]; seek $f, $ARGV[1], 0; read $f, $c, 1; seek $f, $ARGV[1], 0; print $f $c ^ "\x01"' "$1" "$2"; }
nothing_installed() {
    rm -rf "$T/store"
    run 3 install
    ! ls -d "$T"/store/*/ 2>/dev/null || fail "something was installed"
    restored
}
flip "$tarball" $(($(stat -c %s "$tarball") / 2)); run 3 cache check; says "1 faulty"; nothing_installed
for file in "$spec" "$mirror/build_cache/slurm-factory/index.json"; do
    flip "$file" 120; nothing_installed
    flip "$file" $(($(stat -c %s "$file") - 60)); nothing_installed
done
cp "$mirror"/build_cache/*-hello-1.0-*.sig "$spec"; nothing_installed
truncate -s -1 "$tarball"; nothing_installed

# As an old Spack leaves it: without an index of ours it is read all the same.
rm -r "$mirror/build_cache/slurm-factory"
run 3 cache list; says "was seen there before"
mv "$mirror" "$T/spacks" && mirror=$T/spacks
run 0 cache keys --install --trust "$old"
run 0 cache list; says "written by Spack"; says "slurm"
run 0 cache check; says "0 faulty"
rm -rf "$T/store" && run 0 install; says "2 packages installed"
mirror=$T/mirror && restored

# What does not hold is not migrated; then all is, into a folder and in place, and is what push would write.
run 2 "$PROGRAM" buildcache migrate --mirror "$T/good" --dry-run; says "no key is trusted"
run 0 migrate --dry-run; says "2 packages could be migrated"
[ ! -e "$mirror/v3" ] || fail "a dry run wrote something"
run 3 migrate --trust "$new"; says "$new.pub: there is no such file"
flip "$tarball" $(($(stat -c %s "$tarball") / 2))
run 3 migrate --delete-existing; says "1 packages migrated, 0 were there, 1 left out"
[ -e "$tarball" ] || fail "the old layout is gone though a package was left out"
restored
run 0 migrate --to "$T/v3"; says "2 packages migrated"
run 0 "$PROGRAM" buildcache push --mirror "$T/pushed" --signing-key "$new"
files() { (cd "$1" && find . -type f | sort); }
[ "$(files "$T/v3")" = "$(files "$T/pushed")" ] || fail "other files than push writes"

start=$EPOCHREALTIME
run 0 migrate; says "2 packages migrated"
took=$((${EPOCHREALTIME/./} - ${start/./}))    # microseconds
for ((i = 0; i < ${KILLS:-10}; ++i)); do
    restored
    "$PROGRAM" buildcache migrate --mirror "$mirror" --signing-key "$new" >/dev/null 2>&1 &
    sleep "0.$(printf '%06d' $((RANDOM * took / 32768 % 1000000)))"
    kill -9 $! 2>/dev/null || true
    wait $! 2>/dev/null || true
    signer=$old && [ ! -e "$mirror/v3/slurm-factory/index.json" ] || signer=$new
    run 0 cache keys --install --trust "$signer"
    rm -rf "$T/store" && run 0 install
    run 0 migrate --trust "$old"
done
run 0 cache keys --install --trust "$new"
run 0 cache check; says "2 packages checked, 0 faulty"
run 2 cache push --signing-key "$new" --layout v2; says "has layout v3"
run 0 migrate --trust "$old" --delete-existing
[ ! -e "$mirror/build_cache" ] || fail "the old layout is still there"
rm -rf "$T/store" && run 0 install
run 3 migrate; says "no buildcache of layout v2"
