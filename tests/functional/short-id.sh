#!/usr/bin/env bash
# Two real keys with one short id: only the fingerprint counts.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
run 0 tiny
export GNUPGHOME=$T/gpg
mkdir -m 700 "$GNUPGHOME"

# Creation times at which two keys get one short id: a fingerprint is the SHA-1 of key and time (RFC 4880, 12.2).
cat >"$T/find.pl" <<'PERL'
use Digest::SHA "sha1";
sub key { open my $f, "-|", "gpg", "--batch", "--export", $_[0]; binmode $f; local $/; my $k = <$f>; substr $k, 2, ord substr $k, 1, 1 }
my @keys = map { key($_) } @ARGV;
my ($time, %seen) = unpack "N", substr $keys[0], 1, 4;
for my $i (0, 1) {
    for my $t ($time - 400000 .. $time - 1) {
        substr $keys[$i], 1, 4, pack "N", $t;
        my $id = substr sha1("\x99", pack("n", length $keys[$i]), $keys[$i]), -4;
        if ($i == 0) { $seen{$id} = $t } elsif ($seen{$id}) { print "$seen{$id} $t\n"; exit 0 }
    }
}
PERL
listed() { gpg --batch --with-colons --with-keygrip --list-keys "=$1" | awk -F: -v what="$2" '$1 == what { print $10; exit }'; }
for name in first second; do
    gpg --batch --quiet --passphrase '' --quick-gen-key "$name" ed25519 sign never 2>/dev/null
done
read -r one two < <(perl "$T/find.pl" =first =second) || fail "no two times were found"
# made_at FIRST NAME TIME: the same key with another time of creation; prints its fingerprint.
made_at() {
    printf '%%no-protection\nKey-Type: EDDSA\nKey-Curve: ed25519\nKey-Grip: %s\nKey-Usage: sign\nName-Real: %s\nCreation-Date: seconds=%s\n%%commit\n' \
        "$(listed "$1" grp)" "$2" "$3" | gpg --batch --quiet --gen-key 2>/dev/null
    listed "$2" fpr
}
ours=$(made_at first "Jane Doe" "$one") theirs=$(made_at second "Mallory" "$two")
[ "${ours: -8}" = "${theirs: -8}" ] && [ "$ours" != "$theirs" ] || fail "$ours and $theirs are no twins"

mirror=$T/mirror
run 0 "$PROGRAM" buildcache push --mirror "$mirror" --signing-key "$ours"
run 2 "$PROGRAM" buildcache keys --mirror "$mirror" --install --trust "${ours: -8}"
run 0 "$PROGRAM" buildcache keys --mirror "$mirror" --install --trust "$ours"
run 0 "$PROGRAM" buildcache push --mirror "$T/theirs" --signing-key "$theirs"

# refused: the mirror as it is now gives nothing.
refused() {
    run 3 "$PROGRAM" buildcache install slurm --mirror "$mirror" --store "$T/store"
    ! ls -d "$T"/store/*/ 2>/dev/null || fail "something was installed"
}
cp -a "$mirror" "$T/good"
cp "$T/theirs/v3/slurm-factory/index.json" "$mirror/v3/slurm-factory/index.json"
refused
says "not trusted here"
rm -rf "$mirror" && cp -a "$T/theirs" "$mirror"
refused
rm -rf "$mirror" && cp -a "$T/good" "$mirror" && cp -a "$T/theirs/v3/manifests/spec" "$mirror/v3/manifests/"
refused
rm -rf "$mirror" && cp -a "$T/good" "$mirror"
run 0 "$PROGRAM" buildcache install slurm --mirror "$mirror" --store "$T/store"
