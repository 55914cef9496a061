#!/usr/bin/env bash
# A configless node that boots while its controller is down joins the cluster by itself when that comes up.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-vm.sh"
. "$(dirname "$0")/lib-container.sh"
start_nodes
for name in head compute; do unpack "$name"; done
install_head
install_compute
slurm 'srun -w compute hostname'
says compute

run 0 on head 'systemctl stop slurmctld'
run 0 on compute 'systemctl stop slurmd; rm -rf /var/spool/slurmd/conf-cache; systemctl start --no-block slurmd'
for ((i = 0; i < 120; ++i)); do
    on compute '[ "$(systemctl show -p NRestarts --value slurmd)" -gt 0 ]' && break
    sleep 1
done
run 0 on compute 'systemctl show -p NRestarts,ActiveState slurmd'
says_not "NRestarts=0"
run 0 on head 'systemctl start slurmctld'
for ((i = 0; i < 60; ++i)); do
    on compute 'systemctl is-active -q slurmd' && break
    sleep 1
done
slurm 'timeout 60 srun -w compute hostname'
says compute
