#!/usr/bin/env bash
# Two builds of the same thing started together: both succeed, each package is built once.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
sed -i 's|^  build_args: \[\]|  build_args: []\n  prepare: ["sleep 2"]|' "$T/catalog/packages/hello.yaml"
tiny --json >"$T/first" 2>"$T/first.err" & first=$!
tiny --json >"$T/second" 2>"$T/second.err" & second=$!
wait "$first" || fail "the first: $(cat "$T/first.err")"
wait "$second" || fail "the second: $(cat "$T/second.err")"
[ "$(ls -d "$SLURM_FACTORY_HOME"/store/hello-1.0-* | wc -l)" = 1 ] || fail "not one hello"
[ "$(cat "$T/first" "$T/second" | grep -c '"origin": "built"')" = 2 ] || fail "a package was built twice"
