#!/usr/bin/env bash
# kill -9 in the middle of a build: nothing goes on running, and the second run goes on with what is done.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
sed -i 's|^  build_args: \[\]|  build_args: []\n  prepare: ["sleep 7.31"]|' "$T/catalog/packages/slurm.yaml"
"$PROGRAM" build-slurm --catalog "$T/catalog" --slurm-version 0.1 --minimal --toolchain "$TOOLCHAIN" >"$T/first" 2>&1 &
pid=$!
for _ in $(seq 600); do pgrep -f "sleep 7.31" >/dev/null && break; sleep 0.1; done
kill -9 "$pid"; wait "$pid" || true
sleep 1
! pgrep -xf "sleep 7.31" >/dev/null || fail "the build outlived the program"
hello=$(stat -c %Z "$SLURM_FACTORY_HOME"/store/hello-1.0-*)
run 0 tiny
[ "$hello" = "$(stat -c %Z "$SLURM_FACTORY_HOME"/store/hello-1.0-*)" ] || fail "hello was built again"
