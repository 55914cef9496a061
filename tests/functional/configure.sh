#!/usr/bin/env bash
# configure: a slurm.conf from a few answers, which the bundle's own slurmctld has taken before it is placed.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" = 0 ] || skip "only root can try a slurmctld"
command -v ip >/dev/null || skip "there is no ip (iproute2)"
mkdir -p "$T/bundle" && tar -xzf "$TARBALL" -C "$T/bundle"
etc=$T/etc
configure() { "$PROGRAM" configure --bundle "$T/bundle" --output "$etc" "$@"; }
answers=(--cluster-name lab --controller 'head,spare' --nodes 'node[01-16] CPUs=2 RealMemory=1000' --partition 'short MaxTime=60' --partition long)

# Without answers that nobody can guess.
run 2 configure
says "--cluster-name"

# A dry run shows and writes nothing; then files, and a second time nothing.
run 0 configure "${answers[@]}" --dry-run --diff
says "+ClusterName=lab"; says "slurmctld takes it"
[ ! -e "$etc" ] || fail "the dry run wrote"
run 0 configure "${answers[@]}"
says "created $etc/slurm.conf"
grep -qx 'PartitionName=short MaxTime=60 Nodes=ALL Default=YES' "$etc/slurm.conf" || fail "the partition is not there"
before=$(sha "$etc/slurm.conf")
run 0 configure "${answers[@]}"
says "nothing to do"
[ "$(sha "$etc/slurm.conf")" = "$before" ] || fail "the second run wrote"

# One more answer changes its lines alone, and not unasked; what an admin wrote stays.
echo 'MaxJobCount=5000 # ours' >>"$etc/slurm.conf"
run 2 configure --accounting db
says "--yes"; says "nothing was written"
run 0 configure --accounting db --yes --diff
says "+AccountingStorageHost=db"; says "the old one is"
grep -qx 'MaxJobCount=5000 # ours' "$etc/slurm.conf" || fail "the admin's line is gone"
! grep -q '^AccountingStorageType' "$etc"/slurm.conf.*.bak || fail "the backup is not the old file"

# On a terminal it asks for what nobody can guess, and proposes the rest.
if command -v script >/dev/null; then
    printf 'asked\nhead\nn1 CPUs=1\n\n' | script -qec "'$PROGRAM' configure --bundle '$T/bundle' --output '$T/asked'" /dev/null >"$T/out" || fail "no answers on a terminal"
    says "Name of the cluster [cluster]"
    grep -qx 'ClusterName=asked' "$T/asked/slurm.conf" || fail "the answer is not in slurm.conf"
    grep -qx 'PartitionName=main MaxTime=INFINITE State=UP Nodes=ALL Default=YES' "$T/asked/slurm.conf" || fail "no proposed partition"
fi

# Contradictions are refused before slurmctld is asked, the rest by slurmctld itself; nothing is written.
before=$(sha "$etc/slurm.conf")
run 2 configure --nodes 'n[1-4]' --nodes 'n4 CPUs=8' --yes
says "n4 is in"
run 2 configure --nodes 'n1 CPUs=6 Sockets=1 CoresPerSocket=2 ThreadsPerCore=2' --yes
says "2 cores and 4 threads"
run 5 configure --partition 'main Nodes=nosuch1' --yes
says "Invalid node names in partition main"
echo 'SchedulerType=sched/nonsense' >>"$etc/slurm.conf"
run 5 configure --cluster-name other --yes
says "sched/nonsense"
sed -i '$d' "$etc/slurm.conf"
[ "$(sha "$etc/slurm.conf")" = "$before" ] || fail "a refused configuration was written"

# This machine's hardware, devices, and slurmdbd.conf with a password that nobody else sees.
run 0 configure --nodes 'gpu[1-2]' --detect --gres 'gpu[1-2] gpu:2 File=/dev/null' --yes
grep -q '^NodeName=gpu\[1-2\] CPUs=.* Gres=gpu:2$' "$etc/slurm.conf" || fail "no hardware or devices in the line of the nodes"
grep -q 'NodeName=gpu\[1-2\] Name=gpu File=/dev/null' "$etc/gres.conf" || fail "no devices in gres.conf"
echo geheim-42 >"$T/password" && chmod 600 "$T/password"
run 0 configure --fresh "${answers[@]}" --accounting head --storage-password-file "$T/password" --yes --diff --dry-run
says_not geheim; says "+StoragePass=..."
if getent passwd slurm >/dev/null; then
    run 0 configure --accounting head --storage-password-file "$T/password" --yes
    [ "$(stat -c %a "$etc/slurmdbd.conf")" = 600 ] || fail "others can read the password"
else
    run 6 configure --accounting head --storage-password-file "$T/password" --yes
    says "there is no user slurm"
    [ ! -e "$etc/slurmdbd.conf" ] || fail "slurmdbd.conf was written without its owner"
fi
! pgrep -f "$T/bundle/view/sbin" >/dev/null || fail "the throwaway still runs"
