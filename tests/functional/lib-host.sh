# Sourced after lib.sh by the tests that need a host of their own to break: runs the test again as root of namespaces in which
# /etc, /opt, /run, /srv, /var/log and /var/spool are copies or empty, the network has loopback alone, and no process is seen but
# its own. The real host is not touched; everything ends with the test.
# shellcheck shell=bash
# In a user namespace there would be one user, and none of the owners that doctor compares.
[ "$(id -u)" = 0 ] || skip "a host with several users needs root"
in_namespaces --mount --net --uts --ipc --pid --fork --kill-child --mount-proc --propagation private
for program in ip setpriv; do command -v $program >/dev/null || skip "there is no $program"; done

export HOME=$T # rpm's macros, nothing else
cp -a /etc "$T/etc" && mount --bind "$T/etc" /etc
for folder in /opt /run /srv /var/log /var/spool; do mount -t tmpfs -o mode=0755 tmpfs $folder; done
cleanup() { umount /etc; chmod -R u+w "$T"; rm -rf "$T"; }
echo node1 >/proc/sys/kernel/hostname
ip link set lo up && ip addr add 10.99.0.1/32 dev lo
echo '10.99.0.1 node1 head' >/etc/hosts
rm -rf /etc/munge /etc/slurm && mkdir /etc/slurm
# user NAME NUMBER: in the place of one of that name.
user() {
    sed -i "/^$1:/d" /etc/passwd /etc/group
    echo "$1:x:$2:$2::/:/bin/sh" >>/etc/passwd && echo "$1:x:$2:" >>/etc/group
}
user slurm 41981; user munge 41982; user alice 41983
install -d -m 700 -o munge -g munge /etc/munge
install -d -m 755 -o munge -g munge /run/munge /var/log/munge
install -d -m 755 -o slurm -g slurm /var/log/slurm /var/spool/slurmctld

prefix=/opt/slurm build=$prefix/24.11.5-00000000
mkdir -p $build $prefix/generations && tar -xzf "$TARBALL" -C $build
ln -s ../24.11.5-00000000 $prefix/generations/1 && ln -s generations/1 $prefix/current
view=$build/view

# new_key [BYTES]
# shellcheck disable=SC2120
new_key() { head -c "${1:-64}" /dev/urandom >/etc/munge/munge.key && chown munge: /etc/munge/munge.key && chmod 400 /etc/munge/munge.key; }
# start_munged [PROGRAM THAT RUNS IT...]: of the bundle, as a daemon; $munged_options come on top.
munged_options=()
# shellcheck disable=SC2120
start_munged() {
    "$@" setpriv --reuid munge --regid munge --clear-groups "$view/sbin/munged" --key-file=/etc/munge/munge.key \
        --pid-file=/run/munge/munged.pid --log-file=/var/log/munge/munged.log --seed-file=/run/munge/seed "${munged_options[@]}" \
        >"$T/munged.out" 2>&1
}

# conf [LINE...]: writes a slurm.conf in which all is well, with these lines on top.
conf() { printf '%s\n' ClusterName=lab SlurmctldHost=head SlurmUser=slurm StateSaveLocation=/var/spool/slurmctld SlurmdSpoolDir=/var/spool/slurmd \
    SlurmctldLogFile=/var/log/slurm/slurmctld.log 'NodeName=node[1-4] CPUs=1' 'PartitionName=main Nodes=ALL' "$@" >/etc/slurm/slurm.conf; }
doctor() { "$PROGRAM" doctor --prefix $prefix "$@"; }
# fault CHECK SEEN CURE [OPTION...]: the check names what it has seen, and its cure.
fault() {
    run 9 doctor --only "$1" "${@:4}"
    says "$2"; says "$3"
    grep -qE "^fault +$1 " "$T/out" || fail "it is no fault of $1"
}
# warns CHECK SEEN CURE [OPTION...]: fails with --strict alone.
warns() {
    run 9 doctor --strict --only "$1" "${@:4}"
    says "$2"; says "$3"
    run 0 doctor --only "$1" "${@:4}"
}
# fine CHECK [OPTION...]
fine() {
    run 0 doctor --only "$1" "${@:2}"
    says_not "fault "
}
