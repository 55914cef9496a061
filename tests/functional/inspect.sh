#!/usr/bin/env bash
# inspect shows what is inside a bundle, who signed it, what differs; sbom prints what the bundle holds.
. "$(dirname "$0")/lib.sh"
export GNUPGHOME=$T/gpg
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-gen-key "Jane Doe <jane@example.org>" ed25519 sign never 2>/dev/null
key=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }')
gpg --armor --export "$key" >"$T/jane.asc"
name=$(basename "$TARBALL")
cp "$TARBALL" "$TARBALL.sha256" "$TARBALL.intoto.jsonl" "$T"

run 0 "$PROGRAM" inspect "$T/$name"
says "Slurm        24.11.5 (release 24.11), flavour minimal, built for $TOOLCHAIN"
says "$(sha "$TARBALL"), as the .sha256 beside it says"
says "signature    none beside it"; says "by slurm-factory"; says "x86_64_v3 (abm avx avx2"
grep -qE "^  auth +jwt munge none slurm$" "$T/out" || fail "no features of auth"
grep -qE "^  openssl 3[0-9.]+ +[0-9.]+ MB  Apache-2.0$" "$T/out" || fail "no size and licence of openssl"
[ "$(grep -nE '^  slurm 24' "$T/out" | head -n 1 | cut -d: -f1)" -lt "$(grep -nE '^  zlib' "$T/out" | head -n 1 | cut -d: -f1)" ] ||
    fail "packages are not sorted by size"

# Signatures count where the key is named, and must then be there and fit.
run 3 "$PROGRAM" inspect "$T/$name" --trust "$key" --key "$T/jane.asc"
for file in "$name" "$name.intoto.jsonl"; do gpg --batch --quiet --armor --detach-sign "$T/$file"; done
run 0 "$PROGRAM" inspect "$T/$name" --trust "$key" --key "$T/jane.asc"
says "$name.asc: by $key, which is trusted"; says "$name.intoto.jsonl.asc: by $key"
run 0 "$PROGRAM" inspect "$T/$name"
says "does not count: it is signed by the key"
cp "$T/$name.asc" "$T/$name.intoto.jsonl.asc"
run 3 "$PROGRAM" inspect "$T/$name" --trust "$key" --key "$T/jane.asc"
says "does not fit"
run 2 "$PROGRAM" inspect "$T/$name" --key "$T/jane.asc"

# A URL, JSON, a difference.
run 0 "$PROGRAM" inspect "file://$T/$name" --json
says '"target": "x86_64_v3"'; says '"glibc_floor"'; says '"auth/munge"'
run 0 "$PROGRAM" inspect "$T/$name" --diff "$TARBALL"
says "the two hold the same"
[ -z "$(ls "$SLURM_FACTORY_HOME/tmp")" ] || fail "what was read for inspect is left behind"

# What is no bundle, and one that was cut short.
head -c 100000 "$TARBALL" >"$T/cut.tar.gz"
run 3 "$PROGRAM" inspect "$T/cut.tar.gz"
says "cut.tar.gz"
run 3 "$PROGRAM" inspect "$T/absent.tar.gz"

run 0 "$PROGRAM" sbom "$TARBALL"
tar -xOzf "$TARBALL" manifest/sbom.spdx.json | cmp - "$T/out" || fail "the SBOM is not the bundle's"
run 0 "$PROGRAM" sbom "$TARBALL" --format cyclonedx
says '"bomFormat": "CycloneDX"'; says '"pkg:generic/munge@'
cp "$T/out" "$T/first"
run 0 "$PROGRAM" sbom "$TARBALL" --format cyclonedx
cmp "$T/first" "$T/out" || fail "two runs give two documents"
