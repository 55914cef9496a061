#!/usr/bin/env bash
# The SBOM and the provenance of a bundle are what validators that nobody here wrote accept: those of Debian's sid, in a
# root that is kept in the shared home. Where it cannot be had the test is skipped.
. "$(dirname "$0")/lib.sh"
kept_root sbom-root sid python3-spdx-tools,python3-cyclonedx-lib,python3-jsonschema "$unchecked_dates"
sid() { bwrap --ro-bind "$SHARED/sbom-root" / --proc /proc --dev /dev --tmpfs /tmp --ro-bind "$T" /mnt --ro-bind "$SOURCE_TREE/tests/data" /srv "$@"; }

for tarball in "${TARBALL/-minimal/}" "$TARBALL"; do
    [ -e "$tarball" ] || continue # the default flavour is there after default.sh
    "$PROGRAM" sbom "$tarball" >"$T/spdx.json"
    run 0 sid pyspdxtools -i /mnt/spdx.json
    "$PROGRAM" sbom "$tarball" --format cyclonedx >"$T/cdx.json"
    cat >"$T/validate.py" <<'PYTHON'
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open("/mnt/cdx.json").read())
assert fault is None, fault
PYTHON
    run 0 sid python3 /mnt/validate.py
    head -n 1 "$tarball.intoto.jsonl" >"$T/statement.json"
    run 0 sid python3 -m jsonschema -i /mnt/statement.json /srv/slsa-provenance.schema.json
done

# They refuse what is wrong, or they would prove nothing.
sed 's/"licenseConcluded": "Zlib"/"licenseConcluded": "Zorb"/' "$T/spdx.json" >"$T/bad.json"
run 1 sid pyspdxtools -i /mnt/bad.json
sed 's/"_type":"[^"]*"/"_type":"x"/' "$T/statement.json" >"$T/bad-statement.json"
run 1 sid python3 -m jsonschema -i /mnt/bad-statement.json /srv/slsa-provenance.schema.json
sed -i 's/"type": "library"/"type": "libary"/' "$T/cdx.json"
run 1 sid python3 /mnt/validate.py

# Every file that the SBOM names is in the tarball with that checksum (but those with a prefix of the build in them).
mkdir "$T/tree" && tar -xzf "$tarball" -C "$T/tree"
python3 - "$T" <<'PYTHON'
import hashlib, json, pathlib, sys
top = pathlib.Path(sys.argv[1])
files = json.loads((top / "spdx.json").read_text())["files"]
there = {str(p.relative_to(top / "tree")) for p in (top / "tree").rglob("*") if p.is_file() and not p.is_symlink()}
named = {f["fileName"][2:] for f in files}
assert named == {p for p in there if not p.startswith("manifest/")}, named ^ there
plain = [f for f in files if "comment" not in f]
assert len(plain) > len(files) / 2
for f in plain:
    content = (top / "tree" / f["fileName"][2:]).read_bytes()
    for checksum in f["checksums"]:
        assert hashlib.new(checksum["algorithm"].lower(), content).hexdigest() == checksum["checksumValue"], f
PYTHON
