#!/usr/bin/env bash
# Packages as one tree that is switched at once, a lockfile that brings the same packages again, files that packages share,
# and a mirror that is pruned.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
head -c 100000 /dev/urandom >"$T/src/hello/data"
cp "$T/src/hello/data" "$T/src/slurm/data"
for name in hello slurm; do
    # shellcheck disable=SC2016
    printf '\tmkdir -p $(PREFIX)/share/%s && cp data $(PREFIX)/share/%s/\n' $name $name >>"$T/src/$name/Makefile"
done
source_tarball hello 1.0
source_tarball slurm 0.1.0
tiny_package hello 1.0 '  - {library: lib/libhello.so}' "" '[lib/*.so]'
tiny_package slurm 0.1.0 '  - {program: bin/sinfo, run: "-V"}' '  - {name: hello, types: [build, link]}' '[bin/*]'
echo 'smoke: ["@{prefix}/bin/sinfo"]' >>"$T/catalog/packages/slurm.yaml"
run 0 tiny

export GNUPGHOME=$T/gpg SLURM_FACTORY_MIRROR=$T/mirror
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-gen-key "Jane Doe <jane@example.org>" ed25519 sign never 2>/dev/null
SLURM_FACTORY_SIGNING_KEY=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }')
export SLURM_FACTORY_SIGNING_KEY
buildcache() { "$PROGRAM" --catalog "$T/catalog" buildcache "$@"; }
run 0 buildcache push
run 0 buildcache keys --install --trust "$SLURM_FACTORY_SIGNING_KEY"

# One tree, whose packages lie in it or in a store; its programs run, and the catalog's checks pass there.
view=$T/view
run 2 buildcache install slurm; says "no folder to install to"
run 2 buildcache install --view "$view"; says "nothing to install is named"
run 0 buildcache install hello --view "$view"
first=$(readlink "$view/.view")
run 0 buildcache install slurm --view "$view" --smoke --write-lockfile "$T/slurm.lock"
says "smoke checks: 2 packages passed, 0 failed"
run 0 "$view/bin/sinfo"
[ -e "$view/lib/libhello.so" ] && [ ! -e "$view/.view/.spack" ] || fail "the view has other files"
[ "$(readlink "$view/.view")" != "$first" ] && [ ! -e "$view/$first" ] || fail "the old tree is left"
run 0 buildcache install slurm --store "$T/store" --view "$T/linked" --json
says '"shared_bytes": 100000'
case $(readlink "$T/linked/bin/sinfo") in "$T/store/slurm-0.1.0-"*/bin/sinfo) ;; *) fail "the view does not lead to the store" ;; esac
[ "$(stat -c %i "$T"/store/hello-*/share/hello/data)" = "$(stat -c %i "$T"/store/slurm-*/share/slurm/data)" ] ||
    fail "the same content is there twice"

# Killed at any moment, the view is the old one or the new one.
for _ in $(seq "${KILLS:-20}"); do
    rm -rf "$T/killed"
    buildcache install hello --store "$T/store" --view "$T/killed" >/dev/null 2>&1
    "$PROGRAM" buildcache install slurm --store "$T/store" --view "$T/killed" >/dev/null 2>&1 & pid=$!
    sleep "0.0$(printf '%02d' $((RANDOM % 60)))"
    kill -9 $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
    [ -e "$T/killed/lib/libhello.so" ] || fail "the view is gone"
    [ ! -e "$T/killed/bin" ] || [ -e "$T/killed/bin/sinfo" ] || fail "half a view"
done

# What a user has put there stays, and then nothing is installed.
mkdir "$T/other" && echo mine >"$T/other/bin"
run 2 buildcache install slurm --view "$T/other"; says "not as part of a view"
[ "$(ls "$T/other")" = bin ] && ! ls -d "$T"/other/.store/*/ 2>/dev/null || fail "something was installed"

# The same again from the lockfile, and nothing else.
run 0 buildcache push
run 0 env -u SLURM_FACTORY_MIRROR "$PROGRAM" buildcache install --lockfile "$T/slurm.lock" --store "$T/again"
says "2 packages installed"
run 0 buildcache install --lockfile "$T/slurm.lock" --store "$T/again" --write-lockfile "$T/second.lock"
diff <(sed 's/"serial": .*//' "$T/slurm.lock") <(sed 's/"serial": .*//' "$T/second.lock") || fail "the lockfiles differ"
rm -r "$T/mirror/v3/manifests/spec/hello"
run 0 buildcache push; says "1 packages pushed"
run 3 buildcache install --lockfile "$T/slurm.lock" --store "$T/third"; says "offers another hello/"
sed 's/"bytes": /"bytes": -/' "$T/slurm.lock" >"$T/bad.lock"
run 3 buildcache install --lockfile "$T/bad.lock" --store "$T/third"; says "not the size of a file"
! ls -d "$T"/third/*/ 2>/dev/null || fail "something was installed"

# What the index does not name goes, and what is not to be kept.
mkdir -p "$T/mirror/blobs/sha256/ab" "$T/mirror/notes"
touch "$T/mirror/blobs/sha256/ab/stray" "$T/mirror/notes/mine" "$T/mirror/blobs/.put-x"
run 0 buildcache prune --dry-run; says "blobs/sha256/ab/stray"; says "would be removed"
[ -e "$T/mirror/blobs/sha256/ab/stray" ] || fail "a dry run removed something"
run 0 buildcache prune; says "0 packages dropped, 2 kept"
[ -e "$T/mirror/notes/mine" ] && [ ! -e "$T/mirror/blobs/sha256/ab/stray" ] || fail "the wrong files were removed"
run 2 buildcache prune --keep none; says "there is no package none"
run 0 buildcache prune --keep hello; says "1 packages dropped, 1 kept"
run 0 buildcache list; says_not "slurm"
run 0 buildcache check; says "1 packages checked, 0 faulty"
run 0 buildcache update-index; says "of 1 packages"
