#!/usr/bin/env bash
# A site: tarball and buildcaches under the documents' names, verified by a stranger's gpg, installed from, copied for a
# site without a network, revoked.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-publish.sh"
root=$T/site
mkdir -m 700 "$T/stranger"
# What is built stands in the shared home; everything that this test writes does not.
mkdir -p "$T/home" && for part in store builds spack-sourcecache; do ln -s "$SHARED/$part" "$T/home/$part"; done
publish() { "$PROGRAM" publish "$TARBALL" --to "$root" --gpg-private-key-file "$key" "$@"; }

run 2 publish
says "support of Slurm 24.11 ended"
run 2 "$PROGRAM" publish "$TARBALL" --gpg-private-key-file "$key" --allow-eol
says "--to URL"
run 2 "$PROGRAM" publish 24.99 --to "$root" --gpg-private-key-file "$key"
says "has no build 24.99"
run 0 publish --allow-eol --dry-run
says "would be put" && [ ! -e "$root/builds" ] || fail "a dry run wrote something"
run 0 publish --allow-eol
run 0 publish --allow-eol
says ": 0 put (0 B)"

# Whoever has gpg and the public key alone.
export GNUPGHOME=$T/stranger
gpg --import "$root/keys/$FPR.asc"
find "$root/builds" -name '*.tar.gz' -o -name '*.jsonl' -o -name '*.spdx.json' >"$T/signed"
while read -r file; do gpg --verify "$file.asc" "$file" || fail "gpg refuses $file"; done <"$T/signed"
[ "$(wc -l <"$T/signed")" -ge 5 ] || fail "less was published than belongs to a build"
(cd "$root/builds/24.11/$TOOLCHAIN" && sha256sum --quiet -c ./*.sha256) || fail "a checksum is wrong"
find "$root/sources" -name 'slurm-*' | grep -q . || fail "the site lacks Slurm's source"
unset GNUPGHOME

# From the site, and from a copy of it; one key counts for all below the root.
mirrors() { echo --mirror "$1/$TOOLCHAIN/slurm/24.11" --mirror "$1/$TOOLCHAIN/slurm/deps"; }
install_from() { # shellcheck disable=SC2046
    "$PROGRAM" buildcache install slurm@24.11 $(mirrors "$1") --store "$2"
}
run 2 install_from "$root" "$T/s1"
says "no key is trusted"
run 0 "$PROGRAM" buildcache keys --mirror "$root" --install --trust "$FPR"
run 0 install_from "$root" "$T/s1"
runs "$T/s1" 'slurm-24.11.5-*' -V || fail "sinfo does not run"
run 0 "$PROGRAM" mirror --from "$root" --to "$T/copy" --release 24.11 --toolchain "$TOOLCHAIN"
run 0 "$PROGRAM" mirror --from "$root" --to "$T/copy"
says ": 0 files copied (0 B)"
run 2 "$PROGRAM" mirror --from "$root" --to "$T/copy" --release 25.11 --toolchain noble
run 0 "$PROGRAM" buildcache keys --mirror "$T/copy" --install --trust "$FPR"
run 0 install_from "$T/copy" "$T/s2"
(cd "$root" && find builds sources -type f | sort | xargs sha256sum) >"$T/there"
(cd "$T/copy" && sha256sum --quiet -c "$T/there") || fail "the copy differs"

# Revoked: refused from now on, with the reason; what was installed stays.
run 0 "$PROGRAM" revoke 24.11.5 --reason "CVE-2026-0001" --to "$root" --gpg-private-key-file "$key"
run 3 install_from "$root" "$T/s3"
says "revoked by who published it: CVE-2026-0001" && [ -z "$(ls -A "$T/s3" 2>/dev/null)" ] || fail "something was installed"
run 0 publish --allow-eol
run 3 install_from "$root" "$T/s3"
run 0 "$PROGRAM" revoke 24.11.5 --undo --to "$root" --gpg-private-key-file "$key"
run 0 install_from "$root" "$T/s3"

# Unsigned only if asked for, never over something signed, and nothing is installed from it.
run 2 "$PROGRAM" publish "$TARBALL" --to "$root" --allow-eol --unsigned
says "would not be any more"
run 0 "$PROGRAM" publish "$TARBALL" --to "$T/unsigned" --allow-eol --unsigned --no-sources
grep -q '"signed":false' "$T/unsigned/builds/index.json" || fail "the list does not say that it is unsigned"
"$PROGRAM" buildcache keys --mirror "$T/copy" --json >/dev/null
sed "s,/copy\",/unsigned\",g" -i "$T/home/trust/mirrors.json"
run 3 install_from "$T/unsigned" "$T/s4"
says "was published unsigned"
