#!/usr/bin/env bash
# On two machines with systemd and cgroup v2: one command makes a head node with accounting of an unpacked tarball, one more
# a configless compute node. Jobs run and are held to their limits; a reboot brings all of it back; --uninstall leaves the
# configuration, the state, the database, and nothing else.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-vm.sh"

start_vms head compute
for name in head compute; do
    unpack "$name"
    on "$name" 'useradd -m -u 2000 alice'
    files_of "$name" >"$T/$name.before"
done
install_head
says "created /etc/slurm/slurm.conf"
install_head
says "nothing to do"
install_compute
run 0 on compute 'ls /etc/slurm'
[ ! -s "$T/out" ] || fail "a configless node has a configuration of its own"
slurm 'srun -N2 hostname'
[ "$(sort "$T/out" | xargs)" = "compute head" ] || fail "not the two nodes"

as_alice='runuser -u alice -- env PATH=$PATH'
slurm "$as_alice srun -w compute -c1 --mem=100 cat /proc/self/cgroup /proc/self/status"
grep -q '^0::/system.slice/compute_slurmstepd.scope/job_.*/task_0$' "$T/out" || fail "proctrack/cgroup does not track it"
grep -qx 'Cpus_allowed_list:[[:space:]]*[01]' "$T/out" || fail "task/cgroup did not give it one processor"
run 1 on head ". /etc/profile.d/slurm.sh; cd /tmp; $as_alice srun -J greedy -w compute --mem=60 python3 -c 'bytearray(300 << 20)'"
says "Out Of Memory"
slurm "$as_alice srun -J modest -w compute --mem=300 python3 -c 'import time; x = bytearray(100 << 20); time.sleep(1)'"
sleep 3
slurm "sacct -n -P -a -o jobname,state,maxrss --units=M"
grep -q '^greedy|OUT_OF_MEMORY' "$T/out" || fail "the kill is not in accounting"
grep -q '^modest|COMPLETED|1[0-9][0-9]\.' "$T/out" || fail "jobacct_gather/cgroup did not see the memory"

reboot_vms head compute
slurm 'srun -N2 hostname'
slurm 'sacct -n -P -a -o jobname,state'
says "modest|COMPLETED"
clean_units head munge mariadb slurmdbd slurmctld slurmd
reboot_vms compute # whichever of the two came up first before: with its controller there it has nothing to complain of
clean_units compute munge slurmd

run 0 on compute "$installer --uninstall"
run 0 on head "$installer --uninstall"
says "left: /etc/slurm"
files_of head | comm -13 "$T/head.before" - >"$T/out"
cat >"$T/expected" <<'FILES'
/etc/slurm
/etc/slurm/cgroup.conf
/etc/slurm/slurm.conf
/etc/slurm/slurmdbd.conf
/etc/systemd/system/multi-user.target.wants/mariadb.service
FILES
grep -v '^/var/log/slurm\|^/var/spool/slurm\|^/var/lib/munge/\|/S..mariadb$' "$T/out" | diff "$T/expected" - || fail "not what should stay on the head"
files_of compute | comm -13 "$T/compute.before" - | grep -v '^/var/log/\(slurm\|munge\|dpkg\)\|^/var/spool/slurmd\|^/var/lib/munge\|^/etc/slurm$\|^/etc/munge' >"$T/out" &&
    fail "not what should stay on the node"
run 0 on head "mariadb -e 'SELECT job_name FROM slurm_acct_db.lab_job_table'"
says "modest"
