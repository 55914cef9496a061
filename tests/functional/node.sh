#!/usr/bin/env bash
# Builds on a node: installed, relocated, switched, rolled back, removed; what is not genuine or does not fit is refused.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-node.sh"
a=$TARBALL b=$T/b.tar.gz
other_build "$TARBALL" 24.11.5 "$b"

run 3 "$PROGRAM" install "$a" --slurm-conf "$conf"; says ".asc"; says "--unsigned"
[ ! -e "$PREFIX/current" ] || fail "an unsigned bundle was installed"
cp "$a" "$T/damaged.tar.gz" && echo "$(sha "$b")  damaged.tar.gz" >"$T/damaged.tar.gz.sha256"
run 3 install "$T/damaged.tar.gz"; says "checksum"
run 0 install "$a" --dry-run; says "would install"; says "would be current"
[ -z "$(find "$PREFIX" -mindepth 1 -not -name .lock)" ] || fail "a dry run changed something"

run 0 install "$a"; says "UNSIGNED"
A=$(current)
[ "$A" = "24.11.5-$(tar -xzOf "$a" manifest/files.json | sha256sum | cut -c1-8)" ] || fail "the build is called $A"
[ "$(readlink "$PREFIX/current")" = generations/1 ] && [ "$(readlink "$PREFIX/generations/1")" = "../$A" ] || fail "other links"
run 0 "$PREFIX/current/view/bin/sinfo" --version; says "24.11.5"
! grep -rqa __padding__ "$PREFIX/current/view" || fail "a build prefix is left"
run 0 env SLURM_FACTORY_HOME="$SHARED" "$PROGRAM" prove "$PREFIX/$A" --static
run 0 install "$a"; says "was there"; says "as before"

run 0 install "$b" --no-switch; says "installed"
[ "$(current)" = "$A" ] || fail "--no-switch has switched"
B=$(find "$PREFIX" -maxdepth 1 -name "24.*-*" -not -name "$A" -printf "%f")
run 0 switch "$B"
[ "$(current)" = "$B" ] && [ "$(readlink "$PREFIX/current")" = generations/2 ] || fail "not switched"
run 0 rollback
[ "$(readlink "$PREFIX/current")" = generations/1 ] || fail "not rolled back"
run 2 rollback; says "no build before"
run 0 switch "$B"
run 0 builds --json
says '"current": true'; says '"before": true'
run 2 switch 25.11; says "there are"

# What counts, and what a program runs from, stays.
run 2 "$PROGRAM" uninstall "$B"; says "is the current build"
cp /bin/sleep "$PREFIX/$A/view/bin/sleeper" # as a step of a job that began before the switch
"$PREFIX/$A/view/bin/sleeper" 60 & sleeper=$!
run 6 "$PROGRAM" uninstall "$A"; says "sleeper"
run 0 "$PROGRAM" gc --keep 0; says "nothing to remove"
kill $sleeper && wait $sleeper || true
run 0 "$PROGRAM" uninstall "$A" --dry-run; says "would remove"
run 0 "$PROGRAM" uninstall "$A"
[ ! -e "$PREFIX/$A" ] && [ -z "$(find "$PREFIX" -maxdepth 1 -name '.new-*')" ] || fail "not removed"
for version in 24.11.6 24.11.7 24.11.8; do
    other_build "$TARBALL" $version "$T/c.tar.gz"
    run 0 install "$T/c.tar.gz"
done
run 0 "$PROGRAM" gc --json; says '"24.11.5-'
[ "$(find "$PREFIX" -maxdepth 1 -name '24.*' | wc -l)" = 3 ] || fail "gc --keep 1 kept others"
