#!/usr/bin/env bash
# A build takes what the local buildcache and the mirrors have instead of building it, and makes the same bundle; what is only
# built with is asked for while something is left to build. What does not hold on a mirror is built.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
# The library travels inside Slurm's package, and Slurm is built with a tool.
mkdir "$T/src/tool"
# shellcheck disable=SC2016
printf 'all:\ninstall:\n\tmkdir -p $(PREFIX)/bin && cp /bin/true $(PREFIX)/bin/tool\n' >"$T/src/tool/Makefile"
echo "free" >"$T/src/tool/COPYING"
source_tarball tool 1.0
tiny_package tool 1.0 '  - {program: bin/tool, run: "-V"}' "" '[bin/*]'
tiny_package slurm 0.1.0 '  - {program: bin/sinfo, run: "-V"}' \
    '  - {name: hello, types: [build, link], embedded: true}
  - {name: tool, types: [build]}' '[bin/*]'
sed -i 's/^packages: {/&tool: "1.0", /' "$T/catalog/releases/0.1.yaml"
bundle() { sha "$SLURM_FACTORY_HOME/builds/slurm-0.1-$TOOLCHAIN-minimal-software.tar.gz"; }
anew() { rm -rf "$SLURM_FACTORY_HOME/store" "$SLURM_FACTORY_HOME/builds"; }
local=file://$SLURM_FACTORY_HOME/spack-buildcache

run 0 tiny
says "built: 3 packages (hello, tool, slurm)"; says "put into the local buildcache: 3 packages"
built=$(bundle)
same() { [ "$(bundle)" = "$built" ] || fail "another bundle: $*"; }
cp -a "$SLURM_FACTORY_HOME/store" "$T/built"

# From the local buildcache alone, byte for byte; nobody needs the tool.
anew; run 0 tiny --dry-run
says "3 packages, 0 to build, 2 from buildcaches"
run 0 tiny
says "from $local: 2 packages (hello, slurm)"; says "not needed: 1 packages (tool)"; says_not "built:"; says_not "put into"
same "all from the local buildcache"
for package in "$SLURM_FACTORY_HOME"/store/*/; do
    rm "$package/.spack/binary_distribution"
    diff -r --no-dereference "$package" "$T/built/$(basename "$package")" || fail "$package is not what was built"
done
anew; run 0 tiny --buildcache deps
says "from $local: 2 packages (hello, tool)"; says "built: 1 packages (slurm)"
same "Slurm built on what was taken"
anew; mv "$SLURM_FACTORY_HOME/spack-buildcache" "$T/local"
run 0 tiny --buildcache none
says "built: 3 packages"; [ ! -e "$SLURM_FACTORY_HOME/spack-buildcache" ] || fail "--buildcache none filled it"
mv "$T/local" "$SLURM_FACTORY_HOME/spack-buildcache"
anew; run 0 tiny --no-cache
says "built: 3 packages"
run 0 tiny --verify-reproducible
says "reproducible: a second build"

# A mirror, for another home: used once its key is trusted.
export GNUPGHOME=$T/gpg
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-gen-key jane ed25519 sign never 2>/dev/null
key=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }') mirror=$T/mirror
run 0 "$PROGRAM" buildcache push --mirror "$mirror" --signing-key "$key"
export SLURM_FACTORY_HOME=$T/home2
own_home
run 0 tiny --dry-run --mirror "$mirror"
says "the buildcache file://$mirror is not used: no key is trusted"; says "3 to build, 0 from buildcaches"
run 0 "$PROGRAM" buildcache keys --mirror "$mirror" --install --trust "$key"
run 0 tiny --mirror "$T/nothing" --mirror "$mirror" --json
[ "$(grep -c "\"mirror\": \"file://$mirror\"" "$T/out")" = 2 ] || fail "not two packages of the mirror"
same "all from a mirror"

# A flipped bit in Slurm's tarball: it is built, with what the mirror has.
manifest=$(ls "$mirror"/v3/manifests/spec/slurm/*.json)
blob=$(ls "$mirror"/blobs/sha256/*/"$(sed -n 's/^"checksum":"\(.*\)".*/\1/p' "$manifest" | head -n 1)")
perl -e 'open $f, "+<", $ARGV[0]; seek $f, $ARGV[1], 0; read $f, $c, 1; seek $f, $ARGV[1], 0; print $f $c ^ "\x01"' "$blob" $(($(stat -c %s "$blob") / 2))
anew; run 0 tiny --mirror "$mirror"
says "slurm 0.1.0 of file://$mirror IS NOT USED"; says "from file://$mirror: 2 packages (hello, tool)"; says "built: 1 packages (slurm)"
same "Slurm built because the mirror's did not hold"
rm -rf "$SLURM_FACTORY_HOME/spack-buildcache"
anew; mv "$mirror" "$T/away"; run 0 tiny --mirror "$mirror"
says "the buildcache file://$mirror is not used"; says "built: 3 packages"

# Slurm's minimal flavour, from the store of the shared home by way of a mirror: its bundle again.
"$PROGRAM" --home "$SHARED" plan --slurm-version 24.11 --minimal --toolchain "$TOOLCHAIN" --json >"$T/plan.json"
mapfile -t packages < <(sed -n 's|^      "hash": "\(.*\)".*|/\1|p' "$T/plan.json")
run 0 "$PROGRAM" --home "$SHARED" buildcache push "${packages[@]}" --only package --mirror "$T/real" --signing-key "$key"
export SLURM_FACTORY_HOME=$T/home3
own_home
mkdir "$SLURM_FACTORY_HOME/state" && cp "$SHARED/state/sources.json" "$SLURM_FACTORY_HOME/state/"
run 0 "$PROGRAM" buildcache keys --mirror "$T/real" --install --trust "$key"
run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --minimal --toolchain "$TOOLCHAIN" --mirror "$T/real"
says "from file://$T/real:"; says_not "built:"
cmp "$TARBALL" "$SLURM_FACTORY_HOME/builds/$(basename "$TARBALL")" || fail "another bundle of Slurm"
