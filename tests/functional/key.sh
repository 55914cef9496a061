#!/usr/bin/env bash
# Keys are made, exported, revoked and replaced; gpg with an empty keyring accepts what they sign, and readers refuse what
# a revoked key signed.
. "$(dirname "$0")/lib.sh"
export GNUPGHOME=$T/stranger XDG_RUNTIME_DIR=$T/run
mkdir -m 700 "$GNUPGHOME" "$XDG_RUNTIME_DIR"
key() { "$PROGRAM" key "$@"; }
make() { key create --name "Example site" --email slurm@example.org "$@"; }
fingerprint() { key show "$1" | cut -d' ' -f1; }
(umask 077; echo "correct horse" >"$T/pass"; echo "wrong horse" >"$T/wrong")

run 2 make --output "$T/x.asc" --expires soon; says "cannot expire after 'soon'"
run 2 key create --name "Example site" --email nobody --output "$T/x.asc"; says "no address"
run 0 make --output "$T/site.asc" --gpg-passphrase-file "$T/pass"; says_not "warning"
run 2 make --output "$T/site.asc"; says "is there already"
run 0 make --output "$T/ci.asc" --expires never --algorithm rsa4096 --json; says "no passphrase"; says '"fingerprint"'
run 0 key show "$T/ci.public.asc"; says "rsa4096"; says "never expires"; says "Example site <slurm@example.org>"
[ "$(stat -c %a "$T/site.asc" "$T/site.revocation.asc" "$T/site.public.asc" | tr '\n' ' ')" = "600 600 644 " ] || fail "modes"
run 0 key export --gpg-private-key-file "$T/site.asc"; cmp "$T/out" "$T/site.public.asc" || fail "another public key"

# Each way to give the key and its passphrase; what is more explicit comes first.
mirror=$T/mirror
export T
sign() { "$PROGRAM" buildcache update-index --layout v2 --mirror "$mirror" "$@"; }
run 0 sign --gpg-private-key-file "$T/site.asc" --gpg-passphrase-file "$T/pass"
run 0 sign --gpg-private-key-fd 8 --gpg-passphrase-fd 9 8<"$T/site.asc" 9<"$T/pass"
run 0 sign --gpg-private-key-file "$T/ci.asc" --gpg-private-key-fd 8 --gpg-passphrase-file "$T/wrong" --gpg-passphrase-fd 9 \
    8<"$T/site.asc" 9<"$T/pass"
run 0 bash -c '"$0" "$@" <"$T/pass"' "$PROGRAM" buildcache update-index --mirror "$mirror" --layout v2 \
    --gpg-private-key-file "$T/site.asc" --gpg-passphrase-fd 0
variables() {
    (export GPG_PASSPHRASE=${passphrase-correct horse} GPG_PRIVATE_KEY && GPG_PRIVATE_KEY=$1 && "${@:2}")
}
run 0 variables "$(cat "$T/site.asc")" sign
run 0 variables "$(base64 "$T/site.asc")" sign
run 0 variables rubbish sign --gpg-private-key-file "$T/site.asc"
passphrase=wrong run 2 variables "$(cat "$T/site.asc")" sign; says "the passphrase of the key $(fingerprint "$T/site.asc") is wrong"
run 2 variables "" sign; says "no key to sign with"
run 2 sign --gpg-private-key-file "$T/site.asc"; says "needs a passphrase"
run 2 sign --gpg-private-key-file "$T/site.asc" --gpg-passphrase-file "$T/none"; says "$T/none cannot be read"
run 2 sign --gpg-private-key-fd 8; says "descriptor 8 cannot be read"
chmod 644 "$T/pass"
run 0 sign --gpg-private-key-file "$T/site.asc" --gpg-passphrase-file "$T/pass"; says "others can read the secret in $T/pass"

# A stranger's gpg knows nothing but the public key.
gpg --batch --quiet --import "$T/site.public.asc"
gpg --batch --status-fd 1 --verify "$mirror/build_cache/slurm-factory/index.json" >"$T/out" 2>&1 || fail "gpg refuses the index"
says "VALIDSIG"; says "$(fingerprint "$T/site.public.asc")"

# A key that takes the place of another one, which says so.
list() { "$PROGRAM" buildcache list --mirror "$mirror"; }
trust() { "$PROGRAM" buildcache keys --mirror "$mirror" --install --trust "$1"; }
run 0 trust "$(fingerprint "$T/site.asc")"
run 0 list
run 0 key rotate --gpg-private-key-file "$T/site.asc" --gpg-passphrase-file "$T/pass" --name "Example site" \
    --email slurm@example.org --output "$T/site-2.asc"; says "$T/site-2.rotation.asc"
gpg --batch --quiet --import "$T/site-2.public.asc"
gpg --batch --with-colons --check-sigs "$(fingerprint "$T/site-2.asc")" >"$T/out"
says "sig:!::22:$(fingerprint "$T/site.asc" | cut -c25-)"
gpg --batch --quiet --verify "$T/site-2.rotation.asc" 2>/dev/null || fail "the old key did not sign the statement"

run 2 key revoke --certificate "$T/site.revocation.asc"; says "PUBLIC_KEY"
run 3 key revoke --certificate "$T/ci.revocation.asc" "$T/site.public.asc"; says "does not revoke"
run 2 key revoke --gpg-private-key-file "$T/site.asc" --gpg-passphrase-file "$T/wrong" --reason compromised
run 0 key revoke --gpg-private-key-file "$T/site.asc" --gpg-passphrase-file "$T/pass" --reason compromised --comment stolen
cp "$T/out" "$T/stolen"; run 0 key show "$T/stolen"; says "REVOKED"
run 0 key revoke --certificate "$T/site.revocation.asc" "$T/site.public.asc" --output "$T/site.revoked.asc"
run 2 sign --gpg-private-key-file "$T/site.revoked.asc"; says "no secret"

# Who trusts the old key takes the new one by its word, and by no other.
mkdir "$T/new-mirror"
run 0 "$PROGRAM" buildcache update-index --mirror "$T/new-mirror" --gpg-private-key-file "$T/site-2.asc" --gpg-passphrase-file "$T/pass"
take() { "$PROGRAM" "${@:2}" buildcache keys --mirror "$T/new-mirror" --install --rotation "$1"; }
run 0 take "$T/site-2.rotation.asc"; says "$(fingerprint "$T/site-2.asc")"
run 0 "$PROGRAM" buildcache list --mirror "$T/new-mirror"
run 3 take "$T/site-2.rotation.asc" --home "$T/stranger-home"; says "no key that is trusted here says"
run 0 key rotate --gpg-private-key-file "$T/ci.asc" --name "Mallory" --email m@example.org --output "$T/mallory.asc"
run 3 take "$T/mallory.rotation.asc"; says "no key that is trusted here says"
run 2 "$PROGRAM" buildcache keys --mirror "$T/new-mirror" --rotation "$T/site-2.rotation.asc"; says "--install goes with"

# A reader who takes the revoked key refuses at once what it believed before.
old=$(fingerprint "$T/site.asc")
cp "$T/site.revoked.asc" "$mirror/build_cache/_pgp/$old.pub"
run 0 list
run 0 trust "$old"
run 3 list; says "its key $old was revoked"
! ls -d "$XDG_RUNTIME_DIR"/sf-gpg-* 2>/dev/null || fail "a keyring is left"
