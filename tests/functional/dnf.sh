#!/usr/bin/env bash
# In a root of the dnf family packages come by dnf, and rpm says what is there: Debian's dnf, with a repository of one
# package that is made here.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-registry.sh"
tiny_catalog
cat >"$T/from-rpm.spec" <<'SPEC'
Name: from-rpm
Version: 1.2
Release: 3
Summary: A package of the tests
License: MIT
BuildArch: noarch
AutoReqProv: no
%description
A program that the tests look for.
%install
mkdir -p %{buildroot}/usr/bin
echo '#!/bin/sh' >%{buildroot}/usr/bin/from-rpm
chmod 755 %{buildroot}/usr/bin/from-rpm
%files
/usr/bin/from-rpm
SPEC
rpmbuild --quiet --define "_topdir $T/rpm" -bb "$T/from-rpm.spec"

mmdebstrap --quiet --variant=minbase --include=dnf,rpm,gcc,libc6-dev,make bookworm "$T/root"
mkdir -p "$T/root/srv/repository" "$T/root/etc/yum.repos.d"
cp "$T"/rpm/RPMS/noarch/*.rpm "$T/root/srv/repository/"
createrepo_c --quiet "$T/root/srv/repository"
printf '[local]\nname=local\nbaseurl=file:///srv/repository\ngpgcheck=0\n' >"$T/root/etc/yum.repos.d/local.repo"

start_registry
push_image "$T/root" dnf
image_toolchain dnf dnf from-rpm
sed -i 's,^install: sinfo$,install: sinfo\n\t/usr/bin/from-rpm,' "$T/src/slurm/Makefile"
source_tarball slurm 0.1.0
tiny_package slurm 0.1.0 '  - {program: bin/sinfo, run: "-V"}' '  - {name: hello, types: [build, link]}' '[bin/*]'
run 0 tiny
grep -q '"from-rpm": "1.2-3"' "$SLURM_FACTORY_HOME"/rootfs/boxed-build-*.json || fail "rpm's packages are not recorded"

image_toolchain dnf dnf nonexistent
run 6 tiny --no-cache
says "nonexistent"
