#!/usr/bin/env bash
# The tarball holds what the documents promise, and of its libraries nothing but libraries and licences.
. "$(dirname "$0")/lib.sh"
tar -tzf "$TARBALL" | sed 's,^\./,,' >"$T/list"
for entry in view/bin/sinfo view/bin/srun view/sbin/slurmctld view/sbin/slurmd view/sbin/slurmdbd view/sbin/slurmrestd \
    view/sbin/munged view/lib/slurm/auth_munge.so view/lib/slurm/accounting_storage_mysql.so view/include/slurm/slurm.h \
    view/share/man/man1/srun.1 view/share/man/man5/slurm.conf.5 view/share/licenses/slurm/COPYING view/etc/slurm/slurm.conf.example \
    "modules/slurm/24.11-$TOOLCHAIN.lua" manifest/capabilities.json manifest/relocation.json manifest/spec.json \
    manifest/files.json manifest/sources.json manifest/sbom.spdx.json; do
    grep -qxF "$entry" "$T/list" || fail "missing: $entry"
done
grep -q '^view/share/doc/slurm/.' "$T/list" || fail "no documents of Slurm"
grep -q '^data/slurm_assets/slurm/slurm.conf.template$' "$T/list" || fail "no templates"
tar -tvzf "$TARBALL" >"$T/modes"
grep -q '^-rwxr-xr-x .*data/slurm_assets/slurm_install.sh$' "$T/modes" || fail "no slurm_install.sh that can be run"
! grep -E '^view/include/' "$T/list" | grep -vE '^view/include/(slurm/.*)?$' || fail "headers of libraries"
! grep -E '\.(a|la)$' "$T/list" || fail "static libraries or libtool files"
! grep -E '\.pc$' "$T/list" | grep -v '/slurm\.pc$' || fail "pkg-config files of libraries"
[ "$(stat -c %s "$TARBALL")" -le 60000000 ] || fail "larger than 60 MB"
module=$SHARED/builds/slurm-24.11-$TOOLCHAIN-module.tar.gz
[ "$(tar -tzf "$module" | grep -v '/$')" = "modules/slurm/24.11-$TOOLCHAIN.lua" ] || fail "the module's tarball holds something else"
# Named by the plan: the long tests put other packages into the store.
tar -xOzf "$TARBALL" manifest/sources.json | grep -B4 '"shipped": true' | grep -oP '"name": "\K[^"]+' >"$T/shipped"
grep -qx munge "$T/shipped" || fail "the sources do not name munge"
while read -r name; do
    grep -q "^view/share/licenses/$name/." "$T/list" || fail "no licence of $name"
done <"$T/shipped"
