#!/usr/bin/env bash
# The page to browse what is published: the same bytes from the same list, hostile texts escaped, and commands that install
# what the key signed and nothing else.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
run 0 tiny
export GNUPGHOME=$T/gpg
mkdir -m 700 "$GNUPGHOME" "$T/stranger"
gpg --batch --quiet --passphrase '' --quick-gen-key "Jane Doe <jane@example.org>" ed25519 sign never 2>/dev/null
key=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }')

# What a site publishes, and the list of it. index REVOKED
root=$T/root folder=builds/0.1/$TOOLCHAIN file=slurm-0.1.0-$TOOLCHAIN-minimal-software.tar.gz
mkdir -p "$root/$folder" "$root/keys"
cp "$SLURM_FACTORY_HOME/builds/$file" "$root/$folder/"
sign() { gpg --batch --yes --quiet --armor --detach-sign "$root/$folder/$file"; }
sign
gpg --armor --export "$key" >"$root/keys/$key.asc"
for tier in deps:dependencies 0.1:package; do
    run 0 "$PROGRAM" buildcache push slurm --mirror "$root/$TOOLCHAIN/slurm/${tier%:*}" --signing-key "$key" --only "${tier#*:}"
done
hash=$(ls "$root/$TOOLCHAIN"/slurm/0.1/v3/manifests/spec/slurm | sed 's/.*-\(.*\)\.spec.*/\1/')
entry() { printf '{"path": "%s", "sha256": "%s", "bytes": %s}' "$1" "$(sha "$root/$1")" "$(stat -c %s "$root/$1")"; }
index() {
    cat >"$T/index.json" <<JSON
{"format": 1, "signed": ${2-true}, "serial": 1, "created": 1795132800, "expires": 1802908800, "builds": [
 {"release": "0.1", "slurm": "0.1.0", "toolchain": "$TOOLCHAIN", "flavour": "minimal", "arch": "x86_64",
  "target": "x86_64_v3", "hash": "$hash", "glibc_floor": "2.36", "tarball": $(entry "$folder/$file"),
  "alias": "$folder/slurm-0.1-$TOOLCHAIN-minimal-software.tar.gz", "beside": {"signature": $(entry "$folder/$file.asc")},
  "sources": [], "features": ["</td><script>alert(1)</script>"], "packages": {"hello 1.0": 17}, "unpacked_bytes": 99,
  "proven": true, "published": 1795132800, "end_of_life": "2030-01-01", "revoked": "$1"}]}
JSON
}
site() { "$PROGRAM" site --catalog "$T/catalog" --index "$T/index.json" --base-url "${BASE:-file://$root}" --output "$T/page" "$@"; }
index ""
run 2 site --fingerprint 89ABCDEF; says "fingerprint"
run 0 site --fingerprint "$key"; says "1 builds"
cp "$T/page/index.html" "$T/first.html"
run 0 site --fingerprint "$key" --json; says '"signed": true'
cmp "$T/first.html" "$T/page/index.html" || fail "the same list gave another page"
[ "$(grep -c '<script' "$T/first.html")" = 1 ] || fail "a script of the list is on the page"

# commands WAY FOLDER: those on the page, to install into FOLDER.
commands() {
    sed -n "/data-way=\"$1\"/,/<\/code>/p" "$T/page/index.html" |
        sed "1d; s/.*<code>//; s/<\/code>.*//; s/&quot;/\"/g; s/&gt;/>/g; s/&lt;/</g; s/&amp;/\&/g; s,/opt/slurm,$2,"
}
# stranger WAY FOLDER: somebody with an empty keyring and nothing installed runs them.
stranger() {
    rm -rf "$T/work" && mkdir "$T/work"
    commands "$1" "$2" >"$T/commands.sh"
    (
        cd "$T/work"
        export GNUPGHOME=$T/stranger
        slurm-factory() { "$PROGRAM" "$@"; }
        # shellcheck disable=SC1091
        . "$T/commands.sh"
    )
}
run 0 stranger tarball "$T/unpacked"; says "VALIDSIG"
"$T/unpacked/view/bin/sinfo" || fail "what was unpacked does not run"
run 0 stranger slurm-factory "$T/view"; says "2 packages installed"
"$T/view/bin/sinfo" || fail "what was installed does not run"

# A tarball that somebody changed; one that somebody else signed, whose key the stranger has.
cp "$root/$folder/$file" "$T/good"
echo >>"$root/$folder/$file"
run 1 stranger tarball "$T/changed"
[ ! -e "$T/changed" ] || fail "a changed tarball was unpacked"
cp "$T/good" "$root/$folder/$file"
gpg --batch --quiet --passphrase '' --quick-gen-key "Mallory <mallory@example.org>" ed25519 sign never 2>/dev/null
gpg --batch --yes --quiet --armor --local-user mallory --detach-sign "$root/$folder/$file"
gpg --export mallory | GNUPGHOME=$T/stranger gpg --batch --quiet --import
run 1 stranger tarball "$T/theirs"
[ ! -e "$T/theirs" ] || fail "another one's tarball was unpacked"

# What was revoked is not offered; what nobody signed says so; what does not belong into commands is refused.
index 'CVE-2026-1: <b>gone</b>'
run 0 site --fingerprint "$key"
[ -z "$(commands tarball x)" ] || fail "a revoked build is offered"
grep -qF 'CVE-2026-1: &lt;b&gt;gone&lt;/b&gt;' "$T/page/index.html" || fail "the page does not say why"
index "" false
run 0 site; says "signed by nobody"
grep -qF "Not signed" "$T/page/index.html" || fail "the page does not say that nobody signed"
run 0 stranger tarball "$T/unsigned"; says "$file: OK"
BASE=https://user:secret@example.org run 2 site; says "neither a user nor a query"; says_not secret
echo '{}' >"$T/index.json"
run 3 site; says "is not a list of builds"
