#!/usr/bin/env bash
# doctor after an install: a real cluster of one node, found well, then with one fault after another.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-host.sh"
new_key && start_munged
cat >/etc/slurm/slurm.conf <<CONF
ClusterName=lab
SlurmctldHost=node1
SlurmUser=slurm
StateSaveLocation=/var/spool/slurmctld
SlurmdSpoolDir=/var/spool/slurmd
SlurmctldPidFile=/run/slurmctld.pid
SlurmdPidFile=/run/slurmd.pid
SlurmctldLogFile=/var/log/slurm/slurmctld.log
SlurmdLogFile=/var/log/slurm/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
MpiDefault=none
SlurmdParameters=config_overrides
PropagateResourceLimits=NONE
NodeName=node1 CPUs=1 RealMemory=100
PartitionName=main Nodes=ALL Default=YES
CONF
echo CgroupPlugin=disabled >/etc/slurm/cgroup.conf
fault versions "slurmctld does not answer" "scontrol ping"
(cd / && "$view/sbin/slurmctld" && "$view/sbin/slurmd") >"$T/out" 2>&1 || fail "the daemons do not start"
for _ in $(seq 100); do [ "$("$view/bin/sinfo" -h -o %T 2>/dev/null)" != idle ] || break; sleep 0.2; done

# All is well, for this host's roles as slurm.conf has them; a user's job runs.
run 0 doctor --after --user alice
says "node1 (controller, compute): 0 faults"; says "slurmctld runs"; says "slurmd runs"; says "24.11.5 everywhere"; says "ran on node1 as alice"
run 0 doctor --json --after --user alice
says '"faults": 0'
fine clock
says "agrees with the controller's"
fine ports
says "6817 is slurmctld's, 6818 is slurmd's"

# A plugin that is gone, one that is changed, a library that nothing finds.
mv "$view/lib/slurm/select_cons_tres.so" "$T"
fault contents "select_cons_tres is missing" "slurm-factory install"
mv "$T/select_cons_tres.so" "$view/lib/slurm"
cp -a "$view/lib/slurm/mpi_pmi2.so" "$T" && echo x >>"$view/lib/slurm/mpi_pmi2.so"
fault contents "view/lib/slurm/mpi_pmi2.so is not what manifest/files.json says" "slurm-factory install"
cp -a "$T/mpi_pmi2.so" "$view/lib/slurm"
fine contents

# A new build: what runs is of the older one, then of one that is gone.
cp -al $build $prefix/24.11.5-11111111 && ln -sfn 24.11.5-11111111 $prefix/current
warns daemons "still runs from an older build: $view/sbin/slurmctld" "systemctl restart slurmctld"
mv $build $prefix/24.11.5-22222222 && cp $prefix/24.11.5-22222222/view/sbin/slurmd "$T" && rm $prefix/24.11.5-22222222/view/sbin/slurmd
fault daemons "runs from a build that was removed" "systemctl restart slurmd"
mv "$T/slurmd" $prefix/24.11.5-22222222/view/sbin && mv $prefix/24.11.5-22222222 $build && ln -sfn generations/1 $prefix/current

# A node that an admin took out, accounting that nobody does, a user whom nobody knows.
"$view/bin/scontrol" update NodeName=node1 State=DRAIN Reason="the fan"
fault nodes "node1 is drained: the fan" "State=RESUME"
fault job "did not run" "sinfo --list-reasons" --user alice
"$view/bin/scontrol" update NodeName=node1 State=RESUME
fault job "there is no user nobody-here" "--user NAME" --user nobody-here
cp /etc/slurm/slurm.conf "$T" && echo 'AccountingStorageType=accounting_storage/slurmdbd' >>/etc/slurm/slurm.conf
fault accounting "slurmdbd does not answer" "systemctl status slurmdbd mariadb"
cp "$T/slurm.conf" /etc/slurm

# A daemon that has ended.
kill "$(cat /run/slurmd.pid)" && sleep 1
fault daemons "slurmd does not run" "systemctl enable --now slurmd"
