#!/usr/bin/env bash
# slurm_install.sh and slurm-factory install place the same bundle alike, byte by byte, and each goes on from what the other did.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-install.sh"
tar -C "$bundle" --sort=name -czf "$T/bundle.tar.gz" data manifest modules view
prefix=$T/opt
placed() { (cd "$prefix" && find . ! -path './.*' ! -path ./backups -printf '%p %y %l %U:%G %m\n' | sort); }
by_program() { "$PROGRAM" -q install --unsigned --slurm-conf "$T/none" --prefix "$prefix" "$@"; }

run 0 by_program "$T/bundle.tar.gz"
placed >"$T/by-program"
run 0 sh "$script" --prefix "$prefix"
[ "$(cat "$T/out")" = "nothing to do" ] || fail "the script has something to do where the program installed"

mv "$prefix" "$T/program"
run 0 sh "$script" --prefix "$prefix"
placed | diff "$T/by-program" - >"$T/out" || fail "other names, links, owners or modes"
diff -r --no-dereference "$T/program/$(build_name)" "$prefix/$(build_name)" >"$T/out" || fail "other bytes"

# The program's commands work with what the script placed.
first=$(build_name)
echo new >"$bundle/view/share/new" && listed view/share/new <"$bundle/view/share/new"
run 0 sh "$script" --prefix "$prefix"
run 0 "$PROGRAM" -q rollback --prefix "$prefix" --slurm-conf "$T/none"
[ "$(readlink -f "$prefix/current")" = "$prefix/$first" ] || fail "rollback did not bring the first build back"
run 0 "$PROGRAM" list --prefix "$prefix"
says "$first" && says "$(build_name)"
