#!/usr/bin/env bash
# The manual is made from the command line: docs/reference.md is what the program writes now, every command has a man page
# that man and mandoc read without a complaint, and the same call writes the same bytes.
. "$(dirname "$0")/lib.sh"
"$PROGRAM" man --format markdown >"$T/reference.md"
diff -u "$SOURCE_TREE/docs/reference.md" "$T/reference.md" >"$T/out" ||
    fail "docs/reference.md is old: slurm-factory man --format markdown --output docs"

run 0 "$PROGRAM" man --output "$T/man1"
run 0 "$PROGRAM" man --output "$T/again"
diff -r "$T/man1" "$T/again" || fail "another call writes other pages"
for page in slurm-factory slurm-factory-build-slurm slurm-factory-buildcache slurm-factory-buildcache-push; do
    [ -s "$T/man1/$page.1" ] || fail "no page $page"
done
for page in "$T"/man1/*.1; do
    (cd "$T" && MANPATH=$T LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l "man1/${page##*/}") >"$T/page" 2>"$T/out"
    [ ! -s "$T/out" ] || fail "man complains about ${page##*/}"
    grep -q "EXIT STATUS" "$T/page" || fail "${page##*/} has no exit statuses"
    grep -qi "usage.*unknown option" "$T/page" || fail "${page##*/} does not explain status 2"
done
if command -v mandoc >/dev/null; then
    (cd "$T" && mandoc -T lint -W warning man1/*.1) >"$T/out" || fail "mandoc complains"
fi

run 0 "$PROGRAM" man buildcache push
says ".TH SLURM\-FACTORY\-BUILDCACHE\-PUSH 1"; says '\fBSLURM_FACTORY_SIGNING_KEY\fR'
run 2 "$PROGRAM" man buildcache psuh
says "buildcache push"
