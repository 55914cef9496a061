# Sourced after lib.sh by the tests that need a real machine: Debian's own kernel with systemd as PID 1 and cgroup v2, in qemu
# (KVM where it starts guests, else TCG). Two machines, head (10.77.0.1) and compute (10.77.0.2), share one virtual network;
# each is reached as root by ssh over a port forwarded from loopback. Their disks are forgotten at power-off.
# shellcheck shell=bash
# shellcheck disable=SC2154
vm_port=${VM_PORT:-22700}
declare -A vm_number=([head]=1 [compute]=2) vm_pid=()

# vm_root: a root of Debian, with a key for root, kept in the shared home. Daemons of the distribution are there and off, as on a
# node that is ready for Slurm; nothing is fetched later.
vm_root() {
    local root=$SHARED/vm-root
    needs mmdebstrap ssh ssh-keygen
    [ "$(id -u)" = 0 ] || skip "only root can make the root of a machine"
    kept_root vm-root bookworm "linux-image-cloud-amd64,systemd-sysv,udev,dbus,openssh-server,iproute2,procps,python3,gpgv,curl,logrotate,mariadb-server,munge,sssd-ldap,libpam-krb5,libnss-ldapd,slapd,ldap-utils,nfs-kernel-server" \
        --aptopt='APT::Install-Recommends "false"' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --customize-hook='chroot "$1" systemctl disable --quiet mariadb sssd nslcd slapd nfs-server nfs-blkmap nfs-client.target rpcbind rpcbind.socket mariadb.socket apt-daily.timer apt-daily-upgrade.timer' \
        --customize-hook='chroot "$1" systemctl enable --quiet systemd-networkd' \
        --customize-hook='rm -f "$1/etc/hostname"'
    [ -e "$root/root/.ssh/authorized_keys" ] && return
    rm -f "$SHARED/vm.key" "$SHARED/vm.key.pub"
    ssh-keygen -q -t ed25519 -N "" -C test -f "$SHARED/vm.key"
    vm_network "$root"
    install -D -m 600 "$SHARED/vm.key.pub" "$root/root/.ssh/authorized_keys"
}

# vm_image: a disk with that root, kept too.
vm_image() {
    needs qemu-system-x86_64 mkfs.ext4
    vm_root
    [ -e "$SHARED/vm.ext4" ] && return
    mkfs.ext4 -q -F -d "$SHARED/vm-root" "$SHARED/vm.ext4.part" 6G
    mv "$SHARED/vm.ext4.part" "$SHARED/vm.ext4"
}

needs() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || skip "no $tool (apt-get install qemu-system-x86 e2fsprogs openssh-client mmdebstrap)"
    done
}

# vm_network ROOT: the card with the MAC address ...:13:00:0N gets 10.77.0.N, the other one asks qemu.
vm_network() {
    local name number
    printf '127.0.0.1 localhost\n' >"$1/etc/hosts"
    for name in "${!vm_number[@]}"; do
        number=${vm_number[$name]}
        printf '10.77.0.%s %s\n' "$number" "$name" >>"$1/etc/hosts"
        printf '[Match]\nMACAddress=52:54:00:13:00:0%s\n[Network]\nAddress=10.77.0.%s/24\n' "$number" "$number" >"$1/etc/systemd/network/lan-$name.network"
    done
    printf '[Match]\nMACAddress=52:54:00:12:00:01 52:54:00:12:00:02\n[Network]\nDHCP=ipv4\n' >"$1/etc/systemd/network/ssh.network"
}

# vm_accelerator: /dev/kvm may be there and yet start no guest (nested machines), so a kernel without a root is tried.
vm_accelerator() {
    if [ -w /dev/kvm ] && timeout 5 qemu-system-x86_64 -accel kvm -cpu host -m 256 -nographic -no-reboot -nodefaults -serial stdio \
        -kernel "$(vm_boot_file vmlinuz)" -append 'console=ttyS0 panic=-1' 2>/dev/null | grep -q 'Linux version'; then
        echo kvm
    else
        echo tcg,thread=multi
    fi
}

vm_boot_file() { find "$SHARED/vm-root/boot" -name "$1-*" | sort | tail -n 1; }

# start_vms NAME...: boots head, compute or both, and waits until each says that it runs.
start_vms() {
    local name number peer accel
    vm_image
    accel=$(vm_accelerator)
    trap 'stop_vms; cleanup' EXIT
    for name in "$@"; do
        number=${vm_number[$name]}
        peer=compute
        [ "$name" = head ] || peer="head"
        qemu-system-x86_64 -accel "$accel" -cpu max -smp 2 -m "${VM_MEMORY:-1536}" -display none -nodefaults \
            -kernel "$(vm_boot_file vmlinuz)" -initrd "$(vm_boot_file initrd.img)" \
            -append "root=/dev/vda rw console=ttyS0 quiet systemd.hostname=$name" \
            -drive "file=$SHARED/vm.ext4,format=raw,if=virtio,snapshot=on" -serial "file:$T/$name.console" -device virtio-rng-pci \
            -netdev "user,id=ssh,restrict=on,hostfwd=tcp:127.0.0.1:$((vm_port + number))-:22" -device "virtio-net-pci,netdev=ssh,mac=52:54:00:12:00:0$number" \
            -netdev "dgram,id=lan,local.type=unix,local.path=$T/$name.lan,remote.type=unix,remote.path=$T/$peer.lan" \
            -device "virtio-net-pci,netdev=lan,mac=52:54:00:13:00:0$number" >"$T/$name.qemu" 2>&1 &
        vm_pid[$name]=$!
    done
    for name in "$@"; do wait_for_vm "$name"; done
}

# stop_vms: they have nothing to keep. After a failure the end of each console is shown.
stop_vms() {
    local status=$? name
    for name in "${!vm_pid[@]}"; do
        case $status in 0 | 77) ;; *) tail -n 30 "$T/$name.console" "$T/$name.qemu" >&2 ;; esac
        kill "${vm_pid[$name]}" 2>/dev/null && wait "${vm_pid[$name]}" 2>/dev/null
    done
    vm_pid=()
}

vm_ssh_options() {
    echo "-i $SHARED/vm.key -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=20 -o ControlMaster=auto -o ControlPersist=60 -o ControlPath=$T/ssh-%p"
}

# on NAME COMMAND: the command line, by root's shell on that machine.
on() {
    # shellcheck disable=SC2046
    ssh $(vm_ssh_options) -p "$((vm_port + vm_number[$1]))" root@127.0.0.1 "$2"
}

# put NAME FILE... FOLDER
put() {
    local name=$1
    shift
    # shellcheck disable=SC2046
    scp -q -r $(vm_ssh_options) -P "$((vm_port + vm_number[$name]))" "${@:1:$#-1}" "root@127.0.0.1:${*: -1}"
}

# wait_for_vm NAME: at most five minutes, which a busy machine without KVM may need.
wait_for_vm() {
    local try
    for ((try = 0; try < 100; ++try)); do
        kill -0 "${vm_pid[$1]}" 2>/dev/null || fail "qemu ended: $(cat "$T/$1.qemu")"
        if on "$1" 'systemctl is-system-running --wait' >"$T/state" 2>&1; then return; fi
        grep -q degraded "$T/state" && fail "$1 is degraded: $(on "$1" 'systemctl --failed --no-legend')"
        sleep 3
    done
    fail "$1 does not answer: $(cat "$T/state")"
}

# reboot_vms NAME...: through init, as an admin does, all at once.
reboot_vms() {
    local name
    local -A boot
    for name in "$@"; do
        boot[$name]=$(boot_id "$name")
        on "$name" 'systemctl reboot' || true
        rm -f "$T/ssh-$((vm_port + vm_number[$name]))"
    done
    for name in "$@"; do
        while ! boot_id "$name" >"$T/boot" 2>/dev/null || [ "$(cat "$T/boot")" = "${boot[$name]}" ]; do
            kill -0 "${vm_pid[$name]}" || fail "qemu ended"
            sleep 3
        done
        wait_for_vm "$name"
    done
}
boot_id() { on "$1" 'cat /proc/sys/kernel/random/boot_id'; }

# unpack NAME: the tarball, as an admin has it on a node.
unpack() {
    put "$1" "$TARBALL" /root
    on "$1" 'mkdir -p bundle && tar -xzf *-software.tar.gz -C bundle && rm ./*-software.tar.gz'
}
installer=/root/bundle/data/slurm_assets/slurm_install.sh

# install_head [OPTION...]: a controller with accounting that is a node too; compute is the other one.
install_head() {
    run 0 on head "$installer --full-init --cluster-name lab --head-node-init --start-services --nodes 'head,compute CPUs=2 RealMemory=1300' $*"
}

# install_compute [OPTION...]: configless, with the head's key. Its munged is the bundle's, for it has none of Debian's.
install_compute() {
    run 0 on compute 'dpkg --purge munge && rm -rf /etc/munge'
    on head 'cat /etc/munge/munge.key' | on compute 'umask 077 && cat >/root/munge.key'
    run 0 on compute "$installer --role compute --conf-server head --munge-key-file /root/munge.key --start-services $*"
}

# slurm COMMAND: a command of Slurm on the head; retried, since nodes register by and by.
slurm() {
    local try
    for ((try = 0; try < 20; ++try)); do
        if on head ". /etc/profile.d/slurm.sh; cd /tmp; timeout 60 $1" >"$T/out" 2>&1; then return; fi
        sleep 3
    done
    fail "$1"
}

# clean_units NAME UNIT...: each is active, starts at boot, and has nothing to complain of since then.
clean_units() {
    local unit
    for unit in "${@:2}"; do
        run 0 on "$1" "systemctl is-active $unit && systemctl is-enabled $unit"
        run 0 on "$1" "journalctl -q -b -p warning -u $unit"
        [ ! -s "$T/out" ] || fail "$unit of $1 complains"
    done
}

# files_of NAME: every path of the system, without what its own daemons write.
files_of() {
    on "$1" "find /etc /opt /usr /var \( -path /var/lib/mysql -o -path /var/log/journal -o -path /var/cache -o -path /var/tmp -o -path /var/lib/systemd \
        -o -path /var/log/mysql -o -path /var/lib/private \) -prune -o -print | sort"
}
