#!/usr/bin/env bash
# From an extracted tarball on a ready node (systemd, MariaDB installed) to the first `srun hostname`, with accounting: at most
# 20 seconds at the speed of this machine.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-vm.sh"
. "$(dirname "$0")/lib-container.sh"
start_nodes
unpack head
start=$EPOCHREALTIME
run 0 on head "$installer --full-init --cluster-name lab --head-node-init --start-services"
until on head '. /etc/profile.d/slurm.sh; timeout 10 srun hostname' >"$T/out" 2>&1; do
    [ "${EPOCHREALTIME%.*}" -lt $((${start%.*} + 60)) ] || fail "srun"
    sleep 0.2
done
says head
seconds=$(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')
echo "from the tarball to srun hostname: $seconds s"
awk -v seconds="$seconds" 'BEGIN { exit seconds > 20 }' || fail "$seconds s, more than 20"
