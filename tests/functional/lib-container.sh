# Sourced after lib-vm.sh by the tests for which containers with systemd as PID 1 will do: the same two machines, head and compute,
# from the same root, with the same `on`, but at the speed of this machine and with its kernel and cgroups. The network is theirs
# alone; `net COMMAND` runs in it.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034
declare -A leader=()

# start_nodes [HEAD_OPTION COMPUTE_OPTION]: an option of systemd-nspawn for each.
start_nodes() {
    command -v systemd-nspawn >/dev/null || skip "no systemd-nspawn (apt-get install systemd-container)"
    vm_root
    trap 'stop_nodes; cleanup' EXIT
    unshare --net sleep infinity &
    network=$!
    until net true 2>/dev/null && [ "$(readlink /proc/$network/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.1; done
    net ip link set lo up
    net ip link add br0 type bridge || skip "no bridge can be made here"
    net ip address add 10.77.0.254/24 dev br0
    net ip link set br0 up
    start_node head ${1:+"$1"}
    start_node compute ${2:+"$2"}
}
net() { nsenter --net="/proc/$network/ns/net" "$@"; }

# start_node NAME [OPTION...]: what it writes goes to $T/NAME.d/upper.
start_node() {
    local name=$1 try folder=$T/$1.d
    shift
    mkdir -p "$folder/upper/etc/systemd/network" "$folder/work" "$folder/root"
    printf '[Match]\nName=host0\n[Network]\nAddress=10.77.0.%s/24\n' "${vm_number[$name]}" >"$folder/upper/etc/systemd/network/10-host0.network"
    mount -t overlay -o "lowerdir=$SHARED/vm-root,upperdir=$folder/upper,workdir=$folder/work" overlay "$folder/root" || skip "no overlay can be mounted here"
    nsenter --net="/proc/$network/ns/net" systemd-nspawn --quiet --register=no --keep-unit --network-bridge=br0 --boot --console=pipe --machine="$name" --directory="$folder/root" "$@" >"$T/$name.console" 2>&1 </dev/null &
    vm_pid[$name]=$!
    for ((try = 0; try < 60; ++try)); do
        kill -0 "${vm_pid[$name]}" 2>/dev/null || skip "systemd-nspawn does not run here: $(tail -n 3 "$T/$name.console")"
        leader[$name]=$(pgrep -P "${vm_pid[$name]}" | head -n 1) || true
        if is_inside "$name" && on "$name" 'systemctl is-active -q multi-user.target && ip -4 address show dev host0 | grep -q 10.77' >/dev/null 2>&1; then break; fi
        sleep 1
    done
    is_inside "$name" || fail "systemd does not boot in a container: $(tail -n 3 "$T/$name.console")"
    # A host's cgroup v1 is read-only in a container until somebody says otherwise.
    on "$name" 'for folder in $(sed -n "s/^cgroup \([^ ]*\) cgroup ro.*/\1/p" /proc/mounts); do mount -o remount,rw,bind "$folder"; done' || fail "no cgroups"
}

# is_inside NAME: commands for it would not run on this machine.
is_inside() {
    local namespace
    [ -n "${leader[$1]-}" ] && namespace=$(readlink "/proc/${leader[$1]}/ns/pid") && [ "$namespace" != "$(readlink /proc/self/ns/pid)" ]
}

stop_nodes() {
    local name
    for name in "${!vm_pid[@]}"; do
        if is_inside "$name"; then kill -KILL "${leader[$name]}"; else kill -KILL "${vm_pid[$name]}"; fi
        wait "${vm_pid[$name]}" 2>/dev/null || true
        umount "$T/$name.d/root" || true
    done
    kill "$network" || true
}

# What lib-vm.sh does by ssh.
on() { is_inside "$1" && nsenter -t "${leader[$1]}" -m -u -i -n -p -C env HOME=/root bash -c "cd && $2"; }
put() { cp -r "${@:2:$#-2}" "$T/$1.d/root${*: -1}"; }
