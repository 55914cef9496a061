#!/usr/bin/env bash
# Upgrades are allowed and refused as Slurm's documentation says; state and database are saved before anything changes.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-node.sh"
other_build "$TARBALL" 22.05.8 "$T/22.05.tar.gz"
other_build "$TARBALL" 23.11.10 "$T/23.11.tar.gz"

run 0 install "$T/22.05.tar.gz"
run 5 install "$TARBALL"
says "no upgrade from 22.05 to 24.11"; says "by way of 23.11, then 24.11"
[[ $(current) = 22.05.8-* ]] || fail "it was changed all the same"
[ -z "$(find "$PREFIX" -maxdepth 1 -name '24.*' -o -maxdepth 1 -name '.new-*')" ] || fail "a refused build was left"
run 0 install "$T/23.11.tar.gz"
run 0 install "$TARBALL"

# What slurmctld has written counts, whatever is current: 42 is 24.11's, 40 is 23.11's, 38 is 22.05's.
state_of 42
run 5 rollback; says "23.11 cannot read"; says "downgrade"
[ ! -e "$PREFIX/backups" ] || fail "a refused change has made a backup"
run 0 rollback --skip-guard; says "--skip-guard"
state_of 38
run 5 switch 24.11; says "is of Slurm 22.05"
state_of 40
run 0 switch 24.11; says "backup: $PREFIX/backups/"

saved=$(echo "$PREFIX"/backups/*-23.11.10-*-24.11.5-*/state.tar.zst)
[ "$(stat -c %a "$saved" "$(dirname "$saved")" | xargs)" = "600 700" ] || fail "others can read the backup"
zstd -dcq "$saved" | tar -xO state/job_state | cmp - "$T/state/job_state" || fail "the backup is another one"

# A compute node: nothing may be newer than the controller, nor older than it talks to.
rm -r "$T/state" && mkdir "$T/state"
run 0 rollback --controller-version 24.11.5
run 5 switch 24.11 --controller-version 23.11.10; says "nothing in a cluster may be newer"
run 0 switch 24.11 --controller-version 24.11.1
run 5 switch 22.05 --controller-version 24.11.5; says "talks to"
