#!/usr/bin/env bash
# A toolchain's root is made from an image of a registry; apt-get installs its packages in it. A registry, an image or a
# tool that is missing is named.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-registry.sh"
tiny_catalog
start_registry
mmdebstrap --quiet --variant=minbase bookworm "$T/root"
push_image "$T/root" debian
image_toolchain apt debian "gcc, libc6-dev, make"
run 0 tiny
record=$(ls "$SLURM_FACTORY_HOME"/rootfs/boxed-build-*.json)
grep -q "\"from\": \"$SLURM_FACTORY_REGISTRY/test/debian:1@sha256:[0-9a-f]\{64\}\"" "$record" || fail "no origin in $record"
grep -q '"libc6-dev": "' "$record" || fail "no packages in $record"
[ -z "$(find "$SLURM_FACTORY_HOME/rootfs" -maxdepth 1 -name ".tmp-*")" ] || fail "leftovers"

image_toolchain apt absent gcc
run 6 tiny --no-cache
says "fetching the image $SLURM_FACTORY_REGISTRY/test/absent:1 failed"
mkdir "$T/bin"
for tool in umoci bwrap; do ln -s "$(command -v $tool)" "$T/bin/"; done
PATH=$T/bin run 6 tiny --no-cache
says "apt-get install skopeo"
