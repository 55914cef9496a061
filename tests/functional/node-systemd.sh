#!/usr/bin/env bash
# Under systemd, with accounting in a real MariaDB: `install --restart` saves state and database and restarts the daemons in their
# order while a job goes on, `rollback --restart` goes back, and the saved database can be put back. A login node runs sackd.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-vm.sh"
. "$(dirname "$0")/lib-container.sh"
. "$(dirname "$0")/lib-node.sh"
unset SLURM_FACTORY_PREFIX # in the containers it is the default
start_nodes
for name in head compute; do unpack "$name"; done
other_build "$TARBALL" 24.11.5 "$T/b.tar.gz"
mkdir -p "$T/sf/bin" "$T/sf/lib" "$T/sf/share/slurm-factory"
cp "$PROGRAM" "$T/sf/bin/slurm-factory"
cp -r "$SOURCE_TREE/catalog" "$T/sf/share/slurm-factory"
ldd "$PROGRAM" | sed -n 's/.* => \([^ ]*\) .*/\1/p' | grep -v '/lib\(c\|m\|pthread\|dl\|resolv\)\.so' | xargs cp -t "$T/sf/lib"
put head "$T/sf" "$T/b.tar.gz" /root
factory='LD_LIBRARY_PATH=/root/sf/lib /root/sf/bin/slurm-factory --home /root/home'
# serves BUILD: every daemon was started from it.
serves() {
    local unit
    for unit in slurmdbd slurmctld slurmd; do
        run 0 on head "readlink /proc/\$(systemctl show -p MainPID --value $unit)/exe"
        says "/opt/slurm/$1/"
    done
}
current_on_head() { on head 'basename $(readlink -f /opt/slurm/current)'; }

install_head
A=$(current_on_head)
slurm 'srun -w head -J before hostname'
slurm 'sacct -n -P -a -o jobname,state'
says "before|COMPLETED"
slurm 'sbatch --parsable -w head --wrap "sleep 20; echo survived" -o /tmp/job.out'
job=$(tail -n 1 "$T/out")
slurm "squeue -h -j $job -t running | grep ."

run 0 on head "$factory install --unsigned --restart /root/b.tar.gz"
says "restarting slurmdbd"
says_not "$(on head "sed -n 's/^StoragePass=//p' /etc/slurm/slurmdbd.conf")"
[ "$(grep -o 'restarting [a-z]*' "$T/out" | xargs)" = "restarting slurmdbd restarting slurmctld restarting slurmd" ] || fail "not in Slurm's order"
B=$(current_on_head)
[ "$A" != "$B" ] || fail "not switched"
serves "$B"
slurm "squeue -h -j $job -t running | grep ."
run 0 on head 'cd /opt/slurm/backups/* && stat -c "%a %n" . * && grep -c "INSERT INTO .lab_job_table" slurm_acct_db.sql'
says "700 ."; says "600 slurm_acct_db.sql"; says "600 state.tar.zst"
zstd -dcq "$T"/head.d/root/opt/slurm/backups/*/state.tar.zst | tar -t | grep -q '/job_state$' || fail "the state is not saved"

run 0 on head "$factory rollback --restart --no-backup"
serves "$A"
for ((i = 0; i < 30; ++i)); do
    on head 'grep -q survived /tmp/job.out' && break
    sleep 1
done
slurm "sacct -n -P -X -j $job -o state | grep COMPLETED"

# The database as it was before B, put back.
run 0 on head 'systemctl stop slurmdbd && mariadb -e "DROP DATABASE slurm_acct_db" && mariadb </opt/slurm/backups/*/slurm_acct_db.sql && systemctl start slurmdbd'
slurm 'sacct -n -P -a -o jobname,state'
says "before|COMPLETED"

on head 'cat /etc/munge/munge.key' | on compute 'umask 077 && cat >/root/munge.key'
run 0 on compute "$installer --role login --conf-server head --munge-key-file /root/munge.key --start-services"
run 0 on compute 'systemctl is-active sackd && systemctl is-enabled sackd && ls /etc/slurm'
says_not slurm.conf
run 0 on compute '. /etc/profile.d/slurm.sh; cd /tmp; timeout 60 srun -w head hostname'
says head
run 0 on compute 'systemctl restart sackd'
run 0 on compute "$installer --uninstall"
run 1 on compute 'systemctl cat sackd'
