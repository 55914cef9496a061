# Sourced after lib.sh by the tests of clusters in containers: podman with all that it keeps in $T, an image, a network.
# shellcheck shell=bash

# own_mounts: starts the test anew in a mount namespace of its own, where crun does not see the unified hierarchy beside
# cgroups v1: it refuses such hosts.
own_mounts() {
    [ "$(id -u)" = 0 ] || skip "containers that run slurmd want root"
    command -v podman >/dev/null || skip "podman is not installed"
    in_namespaces --mount
    ! mountpoint -q /sys/fs/cgroup/unified || umount /sys/fs/cgroup/unified
}

pod() { podman --root "$T/store" --runroot "$T/podman" --events-backend none --network-config-dir "$T/networks" "$@"; }

end_of_pods() {
    pod rm --all --force --time 2 || true
    pod network rm "$network" || true
    umount --lazy "$T/store/overlay" || true
    cleanup
}

# pods: makes an image of $TARBALL ($image), a network ($network, $subnet.0/24) and a key.
pods() {
    image=slurm-factory/slurm:test network=sf$$ subnet=10.213.$((RANDOM % 250))
    limits=(--cgroups disabled --network "$network" --ulimit nofile=1024:1024 --ulimit nproc=1024:1024)
    trap 'end_of_pods >/dev/null 2>&1' EXIT
    own_home
    run 0 "$PROGRAM" image "$TARBALL" --unsigned --tag "$image" --output "$T/slurm.tar"
    run 0 pod load --input "$T/slurm.tar"
    mkdir -p "$T/networks"
    pod network create --subnet $subnet.0/24 "$network" >"$T/out" 2>&1 || skip "podman makes no network here: $(tail -n 1 "$T/out")"
    pod run --rm "${limits[@]}" "$image" login sinfo --version >"$T/out" 2>&1 || skip "podman runs no container here: $(tail -n 1 "$T/out")"
    says "slurm 24.11.5"
    chmod 711 "$T"
    secret munge.key "$(head -c 768 /dev/urandom | base64 -w 0)"
}

# secret NAME TEXT: a file that the user slurm alone can read, besides root.
secret() {
    printf '%s' "$2" >"$T/$1"
    chown 981 "$T/$1" && chmod 400 "$T/$1"
}

# start NAME HOST-PART OPTION... -- COMMAND...: a container of the image, with the key.
start() {
    local name=$1 part=$2 options=(--volume "$T/munge.key:/run/secrets/munge.key:ro")
    shift 2
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    container "$name" "$part" "${options[@]}" "$image" "$@"
}

# container NAME HOST-PART ARGUMENT...: on the network, with the names of those that are asked for.
container() {
    run 0 pod run --detach --name "$1" --hostname "$1" --ip "$subnet.$2" "${limits[@]}" --add-host "database:$subnet.8" \
        --add-host "dbd:$subnet.9" --add-host "controller:$subnet.10" --add-host "c1:$subnet.11" --add-host "c2:$subnet.12" "${@:3}"
}

# await_idle NAME N: until sinfo in this container counts N idle nodes.
await_idle() {
    for _ in $(seq 30); do
        [ "$(pod exec "$1" sinfo --noheader --format %D --states idle 2>/dev/null)" != "$2" ] || return 0
        sleep 1
    done
    fail_of "$1" "no $2 idle nodes"
}

# fail_of NAME REASON: with what the container said last.
fail_of() {
    pod logs "$1" 2>&1 | tail -n 15 >"$T/out"
    fail "$2"
}
