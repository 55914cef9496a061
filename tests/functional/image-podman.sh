#!/usr/bin/env bash
# One cluster of four containers, by podman: a controller without root, two compute nodes and a login node that ask it for their
# configuration. A job on both nodes, by a plain user; a reconfiguration; an orderly end; nothing left of steps.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-podman.sh"
own_mounts
pods
mkdir "$T/slurm"
sed '/^Accounting/d' "$SOURCE_TREE/deploy/compose/slurm/slurm.conf" >"$T/slurm/slurm.conf"
cp "$SOURCE_TREE/deploy/compose/slurm/cgroup.conf" "$T/slurm"

start controller 10 --user 981 --volume "$T/slurm:/etc/slurm:ro" -- controller
start c1 11 --user 0 --env SLURM_CONF_SERVER=controller -- compute
start c2 12 --user 0 --env SLURM_CONF_SERVER=controller -- compute
start login 13 --user 0 --env SLURM_CONF_SERVER=controller -- login
await_idle login 2
hosts=$(pod exec --user client login timeout 60 srun -N2 sh -c 'hostname; id -un' | sort | paste -sd' ') || fail_of c1 "srun"
[ "$hosts" = "c1 c2 client client" ] || fail "the job said: $hosts"

run 0 pod exec --user 981 controller scontrol reconfigure
sleep 3
run 0 pod exec --user client login timeout 60 srun -N1 true
run 0 pod exec c1 ps -eo stat=
says_not Z
run 0 pod stop --time 20 c1 controller
[ "$(pod inspect --format '{{.State.ExitCode}}' c1 controller | paste -sd' ')" = "0 0" ] || fail_of controller "a daemon did not end well"

# What is missing is named.
run 3 pod run --rm "${limits[@]}" "$image" compute
says "--user 0"
run 3 pod run --rm "${limits[@]}" --user 0 --env SLURM_CONF_SERVER=controller "$image" compute
says "munge key"
