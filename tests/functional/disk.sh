#!/usr/bin/env bash
# A full disk (a small tmpfs as home): a clear error beforehand, and in the middle of a build; nothing half-made stays.
# Only root mounts; who is not root is so in a namespace of their own.
[ "$(id -u)" = 0 ] || exec unshare --user --map-root-user --mount "$BASH" "$0"
. "$(dirname "$0")/lib.sh"
mkdir -p "$SLURM_FACTORY_HOME" && mount -t tmpfs -o size=40m tmpfs "$SLURM_FACTORY_HOME"
own_home
tiny_catalog
run 6 tiny
says "full"; says "SLURM_FACTORY_HOME"
umount "$SLURM_FACTORY_HOME" && mount -t tmpfs -o size=3200m tmpfs "$SLURM_FACTORY_HOME"
own_home
sed -i 's|^  build_args: \[\]|  build_args: []\n  post_install: ["dd if=/dev/zero of=@{prefix}/lib/fill bs=1M count=4000"]|' "$T/catalog/packages/hello.yaml"
run 6 tiny
says "the disk is full"; says "hello"
! ls -d "$SLURM_FACTORY_HOME"/store/hello-1.0-* 2>/dev/null || fail "a half-made package is in the store"
