#!/usr/bin/env bash
# A job goes on while build A is replaced by build B under real daemons, and back: each restarted from `current`.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-node.sh"
. "$(dirname "$0")/lib-cluster.sh"
other_build "$TARBALL" 24.11.5 "$T/b.tar.gz"
run 0 install "$TARBALL"
A=$(current)
start_cluster
job=$(slurm sbatch --parsable --output="$T/job.out" --wrap 'for i in $(seq 12); do sleep 1; done; echo survived')
await "the job does not run" '[ "$(job_state)" = RUNNING ]'

run 5 "$PROGRAM" -q install --unsigned --slurm-conf "$conf" "$T/b.tar.gz" --if-idle; says "$job"
run 0 install "$T/b.tar.gz"; says "backup: "
B=$(current)
[ "$B" != "$A" ] || fail "not switched"
restart_cluster
[ "$(job_state)" = RUNNING ] || fail "the job is $(job_state) after the switch"
[[ $(exe_of slurmctld) = "$PREFIX/$B/"* && $(exe_of slurmd) = "$PREFIX/$B/"* ]] || fail "the daemons are of another build"
[[ $(exe_of slurmstepd) = "$PREFIX/$A/"* ]] || fail "the job's step was restarted"
run 6 "$PROGRAM" uninstall "$A"; says "slurmstepd"
await "the job did not end well" '[ "$(job_state)" = COMPLETED ]'
grep -q survived "$T/job.out" || fail "the job did not do its work"

# What this slurmctld has written is of 24.11, so an older release is refused, and the same one is not.
other_build "$TARBALL" 23.11.10 "$T/old.tar.gz"
run 5 install "$T/old.tar.gz"; says "slurmctld of 24.11 has written"
run 0 rollback
[ "$(current)" = "$A" ] || fail "not rolled back"
restart_cluster
[[ $(exe_of slurmctld) = "$PREFIX/$A/"* ]] || fail "slurmctld is of another build"
run 0 slurm srun hostname; says lab0
run 0 "$PROGRAM" -q switch "$B" --slurm-conf "$conf" --drain --timeout 20
run 0 slurm srun hostname
