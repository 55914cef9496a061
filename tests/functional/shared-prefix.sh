#!/usr/bin/env bash
# The prefix on a shared file system: the head places the build, the compute node sees it read-only. With --shared nothing of the
# node changes outside of /etc and /var, and --uninstall there leaves what all nodes use.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-vm.sh"
. "$(dirname "$0")/lib-container.sh"
mkdir "$T/apps"
start_nodes "--bind=$T/apps:/opt/apps" "--bind-ro=$T/apps:/opt/apps"
for name in head compute; do unpack "$name"; done
install_head --shared --prefix /opt/apps/slurm
run 1 on compute 'touch /opt/apps/slurm/x'
run 3 on compute "$installer --role compute --prefix /opt/apps/slurm --conf-server head"
says "add --shared"
files_of compute | grep -v '^/etc/\|^/var/\|munge' >"$T/before"
install_compute --shared --prefix /opt/apps/slurm
slurm 'srun -w compute hostname'
says compute
run 0 on compute 'readlink /proc/$(systemctl show -p MainPID --value slurmd)/exe'
says "/opt/apps/slurm/24.11"
run 0 on compute "$installer --uninstall --shared --prefix /opt/apps/slurm"
files_of compute | grep -v '^/etc/\|^/var/\|munge' | diff "$T/before" - || fail "the node changed outside of /etc and /var"
slurm 'srun -w head hostname'
says head
