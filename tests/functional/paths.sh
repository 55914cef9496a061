#!/usr/bin/env bash
# No path of the build host in any file; padded prefixes only where the relocation table says.
. "$(dirname "$0")/lib.sh"
mkdir "$T/bundle" && tar -xzf "$TARBALL" -C "$T/bundle"
# Not $HOME itself: Slurm names /root/ of its own accord.
for needle in "$SHARED" "$SOURCE_TREE" /build/src /build/obj /build/dest; do
    found=$(grep -rlaF -- "$needle" "$T/bundle" || true)
    [ -z "$found" ] || fail "$needle stands in: $found"
done
(cd "$T/bundle/view" && grep -rlaF -- "/opt/slurm-factory/__padding__" . | sed 's,^\./,,' | sort) >"$T/padded" || true
grep -oE '"file": *"[^"]*"' "$T/bundle/manifest/relocation.json" | sed 's/.*"\([^"]*\)"$/\1/' | sort -u >"$T/table" || true
diff "$T/padded" "$T/table" || fail "padded prefixes and the relocation table differ"
