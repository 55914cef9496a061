#!/usr/bin/env bash
# audit finds the packages of a bundle, and of its SBOM in either format, that advisories name.
. "$(dirname "$0")/lib.sh"
advisories=$SOURCE_TREE/tests/data/advisories
run 8 "$PROGRAM" audit "$TARBALL" --advisories "$advisories"
says "(CVE-2026-900001), high 7.5"; says "fixed in 3.5.99"
says "munge"; says "x_TEST-2026-0006"
says_not "x_TEST-2026-0003"; says_not "x_TEST-2026-0004"; says_not "x_TEST-2026-0005"
says "(1 of them withdrawn): 3 packages affected by 3, 0 ignored"
grep -E '^[a-z]' "$T/out" >"$T/of-the-bundle"
for format in spdx cyclonedx; do
    "$PROGRAM" sbom "$TARBALL" --format "$format" >"$T/$format.json"
    run 8 "$PROGRAM" audit "$T/$format.json" --advisories "$advisories"
    grep -E '^[a-z]' "$T/out" | cmp - "$T/of-the-bundle" || fail "the SBOM as $format gives another answer"
done

run 0 "$PROGRAM" audit "$TARBALL" --advisories "$advisories/x_TEST-2026-0003.json"
says "1 advisories: 0 packages affected by 0"
run 8 "$PROGRAM" audit "$TARBALL" --advisories "$advisories/x_TEST-2026-0003.json" --advisories "$advisories/x_TEST-2026-0001.json" --json
says '"affected": true'; says '"score": 7.5'
run 0 "$PROGRAM" audit "$TARBALL" --advisories "$advisories" --ignore 'CVE-2026-900001=no certificates' \
    --ignore 'x_TEST-2026-0002=no' --ignore 'x_TEST-2026-0006=no' --ignore 'CVE-2026-9=old'
says "ignored: openssl"; says "no certificates"; says "nothing has CVE-2026-9"
run 2 "$PROGRAM" audit "$TARBALL" --advisories "$advisories" --ignore CVE-2026-900001
says "names no reason"

# Where nothing can be compared, nothing is found to be well.
run 2 "$PROGRAM" audit "$TARBALL" --advisories "$T/absent"
mkdir "$T/empty"
run 2 "$PROGRAM" audit "$TARBALL" --advisories "$T/empty"
echo '{"id": "X", "affected": [{"ranges": "all"}]}' >"$T/empty/x.json"
run 3 "$PROGRAM" audit "$TARBALL" --advisories "$T/empty"
says "x.json"
echo '{}' >"$T/sbom.json"
run 3 "$PROGRAM" audit "$T/sbom.json" --advisories "$advisories"
says "neither SPDX nor CycloneDX"
