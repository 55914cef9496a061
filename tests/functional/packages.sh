#!/usr/bin/env bash
# The program's own packages: the same bytes each time; the .deb in a clean root of Debian with its completions and man pages,
# the .rpm by what it says and holds, the tarball wherever it is unpacked.
. "$(dirname "$0")/lib.sh"
build=$(dirname "$PROGRAM")
for needed in "$build/CPackConfig.cmake" /usr/bin/dpkg-shlibdeps /usr/bin/file /usr/bin/rpmbuild /usr/bin/rpm2archive /usr/bin/mmdebstrap; do
    [ -e "$needed" ] || skip "there is no $needed"
done
[ "$(id -u)" = 0 ] || skip "only root installs the package in a root filesystem"
version=$("$PROGRAM" --version | cut -d' ' -f2)
deb=slurm-factory_${version}_amd64.deb rpm=slurm-factory-$version-1.x86_64.rpm top=slurm-factory-$version-linux-x86_64

run 0 "$SOURCE_TREE/packaging/make-packages.sh" --build "$build" --output "$T/packages"
(umask 077 && run 0 "$SOURCE_TREE/packaging/make-packages.sh" --build "$build" --output "$T/again")
diff -r "$T/packages" "$T/again" || fail "a second run makes other packages"
[ "$(cd "$T/packages" && sha256sum --check --quiet SHA256SUMS && ls | tr '\n' ' ')" = "SHA256SUMS $rpm $top.tar.gz $deb " ] || fail "other files"
run 2 "$SOURCE_TREE/packaging/make-packages.sh" --help; says "--output DIR"

# The program needs the catalog beside it, and nothing of the place where it was compiled.
plan() { "$1" plan --home "$T/home" --slurm-version 24.11 --minimal --toolchain bookworm; }
plan "$PROGRAM" >"$T/plan"
for place in "$T/one" "$T/two/deeper"; do
    mkdir -p "$place" && tar -xzf "$T/packages/$top.tar.gz" -C "$place"
    plan "$place/$top/bin/slurm-factory" | diff - "$T/plan" || fail "another plan in $place"
done
program=$T/one/$top/bin/slurm-factory
! grep -aqF "$SOURCE_TREE" "$program" || fail "the program names the folder that it was compiled in"
! readelf -d "$program" | grep -E 'NEEDED.*(stdc|gcc|fmt|spdlog|yaml|deflate)' || fail "a C++ library was not linked into the program"
! readelf -d "$program" | grep -E 'RUNPATH|RPATH' || fail "the program has a RUNPATH"
rm -rf "$T/one/$top/share/slurm-factory"
run 6 plan "$program"; says "the program's catalog is missing"

# The rpm.
rpm -qpl "$T/packages/$rpm" >"$T/out"
for file in bin/slurm-factory share/slurm-factory/catalog/releases/24.11.yaml share/man/man1/slurm-factory-build-slurm.1.gz \
    share/bash-completion/completions/slurm-factory share/zsh/site-functions/_slurm-factory \
    share/fish/vendor_completions.d/slurm-factory.fish share/doc/slurm-factory/docs/commands.md; do
    grep -qx "/usr/$file" "$T/out" || fail "the rpm lacks $file"
done
rpm -qp --requires "$T/packages/$rpm" >"$T/out"
says "libcurl.so.4()(64bit)"; says "libgpgme.so.11"; says_not "CURL_OPENSSL"; says_not "libfmt"
rpm -qp --recommends "$T/packages/$rpm" >"$T/out"; says "bubblewrap"
mkdir "$T/rpm" && rpm2archive - <"$T/packages/$rpm" | tar -xzf - -C "$T/rpm"
plan "$T/rpm/usr/bin/slurm-factory" | diff - "$T/plan" || fail "another plan from the rpm"

# The deb, in a clean root with what it depends on and no more.
dpkg-deb --info "$T/packages/$deb" >"$T/out"
says "Recommends: bubblewrap, mmdebstrap"; says "libcurl4"; says "libgpgme11"; says_not "libstdc++6"
root=$T/root
mmdebstrap --quiet --variant=apt --include=man-db,bash-completion bookworm "$root" \
    --customize-hook="upload '$T/packages/$deb' /package.deb" \
    --customize-hook='chroot "$1" apt-get install -y -qq --no-install-recommends /package.deb' >"$T/out" 2>&1 ||
    fail "apt cannot install the package"
inside() { unshare --pid --fork --root="$root" --mount-proc env HOME=/root LC_ALL=C.UTF-8 "$@"; }
[ "$(inside slurm-factory --version)" = "slurm-factory $version" ] || fail "another version"
inside slurm-factory plan --slurm-version 24.11 --minimal --toolchain bookworm | diff - "$T/plan" || fail "another plan from the deb"
run 0 inside slurm-factory catalog check
for file in copyright changelog.gz README.md licenses/libyaml-cpp-dev; do
    [ -s "$root/usr/share/doc/slurm-factory/$file" ] || fail "no $file"
done
run 0 inside bash -c '. /usr/share/bash-completion/bash_completion && _completion_loader slurm-factory
    COMP_WORDS=(slurm-factory buildc) COMP_CWORD=1 COMPREPLY=() && _slurm_factory && echo "${COMPREPLY[*]}"'
says "buildcache"
inside dpkg --verify slurm-factory >"$T/out"; [ ! -s "$T/out" ] || fail "dpkg finds other files than the package has"
zcat "$root/usr/share/man/man1/slurm-factory.1.gz" | grep -q "slurm.factory $version" || fail "the man page is of another version"
inside apt-get remove -y -qq slurm-factory >"$T/out" 2>&1
[ ! -e "$root/usr/share/slurm-factory" ] || fail "something stays when the package is removed"
