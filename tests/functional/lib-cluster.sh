# Sourced after lib-node.sh: a cluster of one node from $PREFIX/current, in namespaces of its own, in which the test starts
# anew. The test's $conf is its slurm.conf; keys instead of munge (auth/slurm), and everybody is root.
# shellcheck shell=bash
# shellcheck disable=SC2154
[ "$(id -u)" = 0 ] || skip "the daemons of a cluster want root"
in_namespaces --mount --uts --ipc --net --pid --fork --mount-proc
hostname lab0
ip link set lo up
ip addr add 10.99.0.1/32 dev lo # slurmctld cannot listen where loopback is the only address
cp -a /etc "$T/private-etc" && mount --bind "$T/private-etc" /etc && echo "127.0.0.1 localhost lab0" >/etc/hosts
for folder in /run /var/spool /var/log; do mount -t tmpfs tmpfs "$folder"; done

slurm() { SLURM_CONF=$conf "$PREFIX/current/view/bin/$1" "${@:2}"; }
# await WHAT CONDITION: half a minute at most.
await() {
    for _ in $(seq 300); do
        eval "$2" && return
        sleep 0.1
    done
    tail -n 20 "$T"/*.log >"$T/out" 2>&1 || true
    fail "$1"
}
exe_of() { readlink "/proc/$(pgrep -o -x "$1")/exe"; }
job_state() { slurm scontrol --oneliner show job "$job" | sed 's/.* JobState=\([A-Z]*\).*/\1/'; }

start_daemons() {
    SLURM_CONF=$conf "$PREFIX/current/view/sbin/slurmctld" -D >>"$T/slurmctld.log" 2>&1 &
    SLURM_CONF=$conf "$PREFIX/current/view/sbin/slurmd" -D -N lab0 >>"$T/slurmd.log" 2>&1 &
    await "the cluster does not come up" 'slurm sinfo --noheader --format=%T 2>/dev/null | grep -qE "idle|mixed|alloc|drain"'
}

start_cluster() {
    mkdir -p "$(dirname "$conf")" "$T/state" "$T/spool"
    (umask 077 && head -c 256 /dev/urandom >"$(dirname "$conf")/slurm.key")
    cat >"$conf" <<CONF
ClusterName=lab
SlurmctldHost=lab0(127.0.0.1)
SlurmUser=root
AuthType=auth/slurm
CredType=cred/slurm
StateSaveLocation=$T/state
SlurmdSpoolDir=$T/spool
SlurmctldPidFile=$T/slurmctld.pid
SlurmdPidFile=$T/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
ReturnToService=2
MpiDefault=none
SlurmdParameters=config_overrides
PropagateResourceLimits=NONE
NodeName=lab0 NodeAddr=127.0.0.1 CPUs=2 RealMemory=500
PartitionName=main Nodes=lab0 Default=YES State=UP
CONF
    echo "CgroupPlugin=disabled" >"$(dirname "$conf")/cgroup.conf"
    start_daemons
}

# As units do it: the daemons alone end, slurmd's KillMode is process, and new ones start from what is current now.
restart_cluster() {
    pkill -x slurmctld && pkill -x slurmd
    await "the daemons do not end" '! pgrep -x slurmctld >/dev/null && ! pgrep -x slurmd >/dev/null'
    start_daemons
}
