# Sourced after lib.sh by the tests of images: a registry on this machine, and roots that become images in it.
# shellcheck shell=bash

# start_registry [HTTP [MORE]]: serves $T/registry on 127.0.0.1 and names it in SLURM_FACTORY_REGISTRY; HTTP is more of its
# section `http`, MORE other sections.
start_registry() {
    export SLURM_FACTORY_REGISTRY=127.0.0.1:$((20000 + $$ % 20000))
    cat >"$T/registry.yml" <<YAML
version: 0.1
storage: {filesystem: {rootdirectory: $T/registry}, delete: {enabled: true}}
http: {addr: $SLURM_FACTORY_REGISTRY${1:+, $1}}
${2-}
YAML
    docker-registry serve "$T/registry.yml" >"$T/registry.log" 2>&1 &
    registry_pid=$!
    trap 'stop_registry; cleanup' EXIT
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/${SLURM_FACTORY_REGISTRY#*:}") 2>/dev/null && return
        sleep 0.1
    done
    fail "the registry does not start: $(tail -n 5 "$T/registry.log")"
}
stop_registry() {
    kill "$registry_pid" 2>/dev/null || true
    wait "$registry_pid" 2>/dev/null || true
}

# push_image ROOT NAME: the root as an image of the registry.
push_image() {
    umoci init --layout "$T/layout"
    umoci new --image "$T/layout:$2"
    umoci insert --image "$T/layout:$2" "$1" /
    skopeo copy --quiet --dest-tls-verify=false "oci:$T/layout:$2" "docker://$SLURM_FACTORY_REGISTRY/test/$2:1"
    rm -rf "$T/layout"
}

# image_toolchain FAMILY IMAGE PACKAGES: the toolchain `boxed` of $T/catalog, made from docker.io/test/IMAGE:1.
image_toolchain() {
    mkdir -p "$T/catalog/toolchains"
    cat >"$T/catalog/toolchains/boxed.yaml" <<YAML
name: boxed
os: {id: boxed, version_id: "1", name: Boxed 1, spack: boxed1}
family: $1
gcc: "12"
glibc: "2.36"
abi_epoch: 1
architectures: [x86_64]
targets: {x86_64_v3: -march=x86-64-v3}
rootfs:
  image: docker.io/test/$2:1
  build_packages: [$3]
  prove_packages: []
YAML
    export TOOLCHAIN=boxed
}

