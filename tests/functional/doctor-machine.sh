#!/usr/bin/env bash
# doctor before an install: C library, processor, libraries, cgroups, SELinux, AppArmor; each fault is really there, is seen, and named with its cure.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-host.sh"
conf
# A bundle for a newer OS, another machine, a newer processor.
mkdir "$T/newer" && cp -a $build/manifest "$T/newer" && ln -s $view "$T/newer/view"
fine glibc --before $build; fine processor --before "$TARBALL"
sed -i 's/"glibc_floor": ".*"/"glibc_floor": "9.99"/' "$T"/newer/manifest/*.json
fault glibc "needs glibc 9.99 or newer" "slurm-factory toolchain list" --before "$T/newer"
sed 's/^flags.*/flags : fpu sse sse2/' /proc/cpuinfo >"$T/cpuinfo" && mount --bind "$T/cpuinfo" /proc/cpuinfo
[ "$(uname -m)" != x86_64 ] || fault processor "this processor lacks" "--target native" --before $build
umount /proc/cpuinfo
sed -i 's/"arch": ".*"/"arch": "s390x"/' "$T/newer/manifest/requirements.json"
fault processor "is for s390x" "build it on" --before "$T/newer"

# Libraries of the host.
fine libraries
library=$(ldconfig -p | sed -n 's/.*libpam\.so\.0 .*=> //p' | head -n 1)
mount --bind /dev/null "$(readlink -f "$library")"
fault libraries "libpam.so.0 is not there" "apt-get install libpam0g"
umount "$(readlink -f "$library")"
if [ ! -e /proc/driver/nvidia ]; then
    fine gpu-driver
    cp -a /usr/lib64 "$T/lib64" && cp "$(readlink -f "$library")" "$T/lib64/libnvidia-ml.so.1" && mount --bind "$T/lib64" /usr/lib64
    warns gpu-driver "no driver of NVIDIA is loaded" "modprobe nvidia"
    umount /usr/lib64
fi

# cgroups.
mount -t tmpfs tmpfs /sys/fs/cgroup
fault cgroup "no cgroups are mounted" "mount -t cgroup2"
echo "cpuset cpu io pids" >/sys/fs/cgroup/cgroup.controllers
fault cgroup "controller memory is not there" "cgroup_enable=memory"
echo "cpuset cpu io memory pids" >/sys/fs/cgroup/cgroup.controllers
warns cgroup "systemd does not run here" "IgnoreSystemd=yes"
mkdir -p /run/systemd/system
fault cgroup "no socket /run/dbus/system_bus_socket" "systemctl enable --now dbus.socket"
echo CgroupPlugin=cgroup/v1 >/etc/slurm/cgroup.conf
fault cgroup "wants cgroup/v1" "CgroupPlugin=autodetect"
mkdir /sys/fs/cgroup/unified && mv /sys/fs/cgroup/cgroup.controllers /sys/fs/cgroup/unified
echo CgroupPlugin=cgroup/v2 >/etc/slurm/cgroup.conf
fault cgroup "(hybrid)" "systemd.unified_cgroup_hierarchy=1"
umount /sys/fs/cgroup && rm -r /etc/slurm/cgroup.conf /run/systemd

# SELinux and AppArmor, as their file systems say.
mount -t tmpfs tmpfs /sys/fs && mkdir /sys/fs/selinux && echo 1 >/sys/fs/selinux/enforce
fault selinux "slurmd has the type unlabeled_t" "restorecon -R $prefix"
chcon system_u:object_r:bin_t:s0 "$view/sbin/slurmd" 2>/dev/null && fine selinux
umount /sys/fs
mount -t tmpfs tmpfs /sys/kernel/security && mkdir /sys/kernel/security/apparmor
echo '/usr/bin/man (enforce)' >/sys/kernel/security/apparmor/profiles
fine apparmor
echo '/usr/sbin/munged (enforce)' >>/sys/kernel/security/apparmor/profiles
warns apparmor "enforces the profile /usr/sbin/munged" "aa-complain '/usr/sbin/munged'"
umount /sys/kernel/security
