#!/usr/bin/env bash
# Unpacked by plain tar anywhere, with an empty environment and no slurm.conf, the programs run.
. "$(dirname "$0")/lib.sh"
root=$(ls -d "$SHARED/rootfs/$TOOLCHAIN"-prove-*/ | head -n 1)
long=/$(printf 'x%.0s' $(seq 1 89))/$(printf 'y%.0s' $(seq 1 89))    # 180 characters
[ ${#long} = 180 ] || fail "not 180 but ${#long}"
mkdir "$T/tree" && tar -xzf "$TARBALL" -C "$T/tree"
# slurmd -C as root gives up supplementary groups, which nobody may in a user namespace of one user.
namespaces=(--unshare-all)
[ "$(id -u)" != 0 ] || namespaces=(--unshare-pid --unshare-net --unshare-ipc --unshare-uts --cap-add ALL)
for prefix in /s /opt/slurm "$long"; do
    inside() {
        bwrap --tmpfs / --ro-bind "$root/usr" /usr --symlink usr/lib /lib --symlink usr/lib64 /lib64 --symlink usr/bin /bin \
            --dir /etc --proc /proc --dev /dev --tmpfs /tmp --ro-bind /sys /sys --ro-bind "$T/tree" "$prefix" "${namespaces[@]}" --clearenv "$@"
    }
    for program in bin/sinfo bin/srun bin/squeue bin/sbatch bin/sacct bin/scontrol; do
        run 0 inside "$prefix/view/$program" --version
        says "slurm 24.11.5"
    done
    for program in slurmctld slurmd slurmdbd slurmrestd; do
        run 0 inside "$prefix/view/sbin/$program" -V
        says "slurm 24.11.5"
    done
    run 0 inside "$prefix/view/sbin/slurmd" -C
    says "NodeName="
    run 0 inside "$prefix/view/sbin/slurmrestd" -s list
    says "slurmctld"
done
