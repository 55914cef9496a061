#!/usr/bin/env bash
# `image`: the same bytes twice; layers that two versions share; labels, users, links and nothing setuid; relocated; on
# somebody else's base, in a folder and in a registry; signatures count as for `install`.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-registry.sh"
own_home

run 3 "$PROGRAM" image "$TARBALL" --output "$T/a.tar"
says "--unsigned"
[ ! -e "$T/a.tar" ] || fail "an image of a bundle that nobody signed"
run 2 "$PROGRAM" image "$TARBALL" --unsigned --toolchain bullseye
says "needs glibc"
run 0 "$PROGRAM" image "$TARBALL" --unsigned --dry-run
says "would be written to"; says "  layer  slurm 24.11.5"
run 0 "$PROGRAM" image "$TARBALL" --unsigned --output "$T/a.tar"
says "podman load --input $T/a.tar"
(umask 077 && cd / && run 0 "$PROGRAM" image "$TARBALL" --unsigned --output "$T/b.tar")
cmp "$T/a.tar" "$T/b.tar" || fail "two images of one bundle differ"

# What others read of it.
skopeo inspect "oci-archive:$T/a.tar" >"$T/out"
says '"org.opencontainers.image.version": "24.11.5"'; says "\"org.opencontainers.image.revision\": \"$(sha "$TARBALL")\""
says '"Created": "2025-05-07T00:00:00Z"'; says '"PATH=/opt/slurm/current/view/bin:'
skopeo inspect --config "oci-archive:$T/a.tar" >"$T/out"
says '"User": "65532:65532"'; says "slurm-factory: slurm 24.11.5"
run 0 skopeo inspect "docker-archive:$T/a.tar"
skopeo copy --quiet "oci-archive:$T/a.tar" "oci:$T/copy:one"
rootless=(); [ "$(id -u)" = 0 ] || rootless=(--rootless)
umoci unpack "${rootless[@]}" --image "$T/copy:one" "$T/bundle" >/dev/null 2>&1
root=$T/bundle/rootfs
[ -z "$(find "$root" -perm /6000 ! -type d)" ] || fail "setuid files: $(find "$root" -perm /6000 ! -type d)"
build=24.11.5-$(sha "$root/opt/slurm/build/manifest/files.json" | cut -c 1-8)
[ "$(readlink "$root/opt/slurm/current")" = generations/1 ] || fail "current"
[ "$(readlink "$root/opt/slurm/generations/1")" = "../$build" ] || fail "generation 1"
[ -x "$root/opt/slurm/$build/view/sbin/slurmd" ] || fail "no $build"
! grep -rlq __padding__ "$root/opt/slurm/build/view" || fail "a build prefix is left: $(grep -rl __padding__ "$root/opt/slurm/build/view")"
grep -q "^slurm:x:981:981:" "$root/etc/passwd" || fail "no user slurm"
enter() { bwrap --unshare-all --bind "$root" / --proc /proc --dev /dev --clearenv --setenv PATH /opt/slurm/current/view/bin:/usr/bin "$@"; }
run 0 enter /opt/slurm/entrypoint.sh login sinfo --version
says "slurm 24.11.5"
run 2 enter /opt/slurm/entrypoint.sh teapot
says "there is no role 'teapot'"
run 3 enter /opt/slurm/entrypoint.sh controller
says "/etc/slurm/slurm.conf"

# A folder gathers images; a registry gets one on the base of another.
base=$(find "$SHARED/rootfs/" -maxdepth 1 -name "$TOOLCHAIN-image-*" -type d)
start_registry
push_image "$base" debian
there=$SLURM_FACTORY_REGISTRY/site/slurm
run 0 "$PROGRAM" image "$TARBALL" --unsigned --base "$SLURM_FACTORY_REGISTRY/test/debian:1" --push "oci+http://$there" --tag slurm:1
says "pushed to oci+http://$there:1"
skopeo inspect --tls-verify=false "docker://$there:1" >"$T/out"
says "\"org.opencontainers.image.base.name\": \"$SLURM_FACTORY_REGISTRY/test/debian:1\""
run 2 "$PROGRAM" image "$TARBALL" --unsigned --base "oci:$T/copy:one" --output "oci:$T/two"
says "user slurm with the number 981 already"

# Of another version only the layers of what changed are others.
layers() { "$PROGRAM" image "$SLURM_FACTORY_HOME"/builds/slurm-0.1-*-software.tar.gz --unsigned --output "oci:$T/tiny" --json |
    sed -n 's/.*"digest": "sha256:\(.*\)".*/\1/p; s/.*"what": "\(.*\)".*/\1/p' | sed 1d | paste - -; }
tiny_catalog
run 0 tiny
layers >"$T/first"
echo 'int hello(void); int main(void) { return hello() - 42; }' >"$T/src/slurm/sinfo.c"
source_tarball slurm 0.1.0
tiny_package slurm 0.1.0 '  - {program: bin/sinfo, run: "-V"}' '  - {name: hello, types: [build, link]}' '[bin/*]'
run 0 tiny
layers >"$T/second"
{ diff "$T/first" "$T/second" || true; } | sed -n 's/^> [0-9a-f]*\t//p' >"$T/out"
printf '%s\n' "slurm 0.1.0" "templates, units, modulefiles, manifest" | cmp - "$T/out" || fail "other layers changed"
grep -q "hello 1.0" "$T/second" || fail "no layer of hello"
