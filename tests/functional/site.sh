#!/usr/bin/env bash
# The page to browse what is published: the same bytes from the same signed list, hostile texts escaped, and commands that
# install what the key signed and nothing else.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
run 0 tiny
mkdir -m 700 "$T/gpg" "$T/stranger"
export GNUPGHOME=$T/gpg
fingerprint() { gpg --batch --with-colons --list-keys "$1" | awk -F: '/^fpr/ { print $10; exit }'; }
gpg --batch --quiet --passphrase '' --quick-gen-key "Jane Doe <jane@example.org>" ed25519 sign never 2>/dev/null
key=$(fingerprint jane) root=$T/root page=$T/page/index.html
run 0 "$PROGRAM" publish 0.1 --catalog "$T/catalog" --to "$root" --signing-key "$key"
site() { "$PROGRAM" site --catalog "$T/catalog" --output "$T/page" "$@"; }

run 2 site --mirror "$root"; says "no key is trusted"
run 0 "$PROGRAM" buildcache keys --mirror "$root" --install --trust "$key"
run 0 site --mirror "$root"; says "1 builds"; says_not "nobody"
cp "$page" "$T/first.html"
run 0 site --mirror "$root" --json; says '"signed": true'
cmp "$T/first.html" "$page" || fail "the same list gave another page"
for path in $(grep -o ' href="[^"#]*"' "$page" | sed 's/ href="//; s/"$//' | grep -v '^data:'); do
    [ -e "$root/$path" ] || fail "the page links to $path, which is not there"
done

# commands WAY FOLDER: those on the page, to install into FOLDER.
commands() {
    sed -n "/data-way=\"$1\"/,/<\/code>/p" "$page" |
        sed "1d; s/.*<code>//; s/<\/code>.*//; s/&quot;/\"/g; s/&gt;/>/g; s/&lt;/</g; s/&amp;/\&/g; s,/opt/slurm,$2,"
}
# stranger WAY FOLDER: somebody with an empty keyring, who trusts nobody, runs them.
stranger() {
    rm -rf "$T/work" "$T/theirs" && mkdir "$T/work"
    commands "$1" "$2" >"$T/commands.sh"
    (
        cd "$T/work"
        export GNUPGHOME=$T/stranger SLURM_FACTORY_HOME=$T/theirs
        slurm-factory() { "$PROGRAM" "$@"; }
        # shellcheck disable=SC1091
        . "$T/commands.sh"
    )
}
run 0 stranger tarball "$T/unpacked"; says "VALIDSIG"
"$T/unpacked/view/bin/sinfo" || fail "what was unpacked does not run"
run 0 stranger slurm-factory "$T/prefix"; says "installed $T/prefix/0.1.0-"
"$T/prefix/current/view/bin/sinfo" || fail "what was installed does not run"

# A tarball that somebody changed; one that somebody else signed, whose key the stranger has.
tarball=$(find "$root/builds" -name '*-0.1.0-*-software.tar.gz')
echo >>"$tarball"
run 1 stranger tarball "$T/changed"
[ ! -e "$T/changed" ] || fail "a changed tarball was unpacked"
gpg --batch --quiet --passphrase '' --quick-gen-key "Mallory <mallory@example.org>" ed25519 sign never 2>/dev/null
gpg --batch --yes --quiet --armor --local-user mallory --detach-sign "$tarball"
gpg --export mallory | GNUPGHOME=$T/stranger gpg --batch --quiet --import
run 1 stranger tarball "$T/changed"
[ ! -e "$T/changed" ] || fail "another one's tarball was unpacked"

# What was revoked is not offered.
run 0 "$PROGRAM" revoke 0.1 --reason 'CVE-2026-1: <b>gone</b>' --to "$root" --signing-key "$key" --catalog "$T/catalog"
run 0 site --mirror "$root"
[ -z "$(commands tarball x)" ] || fail "a revoked build is offered"
grep -qF 'CVE-2026-1: &lt;b&gt;gone&lt;/b&gt;' "$page" || fail "the page does not say why"

# A list of one's own for a preview, with a script in it; what nobody signed says so.
index=$T/index.json
gpg --batch --quiet --decrypt "$root/builds/index.json" 2>/dev/null |
    tr -d '\n' | sed 's/"revoked":"[^"]*"/"revoked":""/; s/"glibc_floor":"/&<\/td><script>alert(1)<\/script>/' >"$index"
run 2 site --index "$index"; says "--base-url"
run 2 site --index "$index" --base-url https://example.org --fingerprint 89ABCDEF; says "fingerprint"
run 2 site --index "$index" --base-url https://user:secret@example.org; says "neither a user nor a query"; says_not secret
run 2 site; says "--mirror URL or --index FILE"
run 0 site --index "$index" --base-url https://example.org; says "signed by nobody"
grep -qF "Not signed" "$page" || fail "the page does not say that nobody signed"
grep -qF '&lt;/td&gt;&lt;script&gt;alert(1)' "$page" || fail "the script of the list is not on the page as text"
[ "$(grep -c '<script' "$page")" = 1 ] || fail "a script of the list is on the page"
commands tarball x | grep -q sha256sum || fail "no checksum is asked for"
echo '{}' >"$index"
run 3 site --index "$index" --base-url https://example.org; says "is not a list of builds"
