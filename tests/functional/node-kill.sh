#!/usr/bin/env bash
# kill -9 at any moment of an install or a switch leaves a current build that is whole and runs. KILLS: how often.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-node.sh"
other_build "$TARBALL" 24.11.5 "$T/b.tar.gz"
took() { # COMMAND...: microseconds
    local start=$EPOCHREALTIME
    run 0 "$@"
    echo $((${EPOCHREALTIME/./} - ${start/./}))
}
install_took=$(took install "$TARBALL")
A=$(current)
install_took=$(took install "$T/b.tar.gz")
B=$(current)
switch_took=$(took switch "$A")
mkdir "$T/good" && cp -a "$PREFIX/$A" "$PREFIX/$B" "$T/good/"

killed() { # MICROSECONDS COMMAND...
    local within=$1
    shift
    "$@" >/dev/null 2>&1 &
    sleep "$(awk -v us="$within" -v r=$RANDOM 'BEGIN { printf "%.6f", us * r / 32768 / 1e6 }')"
    kill -9 $! 2>/dev/null || true
    wait $! 2>/dev/null || true
}
program_of() { PROGRAM_ARGUMENTS=("$PROGRAM" -q "$@" --slurm-conf "$conf"); }
for ((i = 0; i < ${KILLS:-50}; ++i)); do
    if ((i % 2)); then
        before=$(current)
        program_of switch "$([ "$before" = "$A" ] && echo "$B" || echo "$A")"
        killed "$switch_took" "${PROGRAM_ARGUMENTS[@]}"
    else
        run 0 switch "$A" && rm -rf "${PREFIX:?}/$B"
        program_of install --unsigned "$T/b.tar.gz"
        killed "$install_took" "${PROGRAM_ARGUMENTS[@]}"
    fi
    "$PREFIX/current/view/bin/sinfo" --version >/dev/null || fail "after kill $i nothing runs"
    for build in $(cd "$PREFIX" && ls -d 24.*); do
        diff -rq --no-dereference "$PREFIX/$build" "$T/good/$build" >"$T/out" || fail "after kill $i half a build: $build"
    done
    run 0 builds
done
run 0 install "$T/b.tar.gz"
[ "$(current)" = "$B" ] || fail "no install after the kills"
[ -z "$(find "$PREFIX" -maxdepth 1 -name '.new-*' -o -maxdepth 1 -name '.current.*')" ] || fail "leftovers stay"
