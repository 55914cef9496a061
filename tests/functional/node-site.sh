#!/usr/bin/env bash
# A node takes a signed tarball, or what a site's signed list offers for it; what was revoked, or by another key, is refused.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-publish.sh"
. "$(dirname "$0")/lib-node.sh"
signed() { "$PROGRAM" -q install --slurm-conf "$conf" "$@"; }
cp "$TARBALL" "$T/slurm.tar.gz"
GNUPGHOME=$T/gpg gpg --armor --detach-sign "$T/slurm.tar.gz"
GNUPGHOME=$T/gpg gpg --armor --export >"$T/public.asc"
run 3 signed "$T/slurm.tar.gz"; says "no key is trusted"
run 3 signed "$T/slurm.tar.gz" --trust "$(echo "$FPR" | tr 0-9A-F 1-9A-F0)" --key "$T/public.asc"; says "not trusted"
run 0 signed "$T/slurm.tar.gz" --trust "$FPR" --key "$T/public.asc" --no-switch; says "signed by $FPR"
other_build "$TARBALL" 24.11.5 "$T/other.tar.gz" && mv "$T/slurm.tar.gz.asc" "$T/other.tar.gz.asc"
run 3 signed "$T/other.tar.gz" --trust "$FPR" --key "$T/public.asc"; says "does not fit"
[ "$(find "$PREFIX" -maxdepth 1 -name '24.*' | wc -l)" = 1 ] || fail "a build with a wrong signature stays"

site=$T/site
run 0 "$PROGRAM" --home "$T/publisher" publish "$TARBALL" --what tarball --to "$site" --gpg-private-key-file "$key" --allow-eol --no-sources
wanted=(--flavour minimal --toolchain "$TOOLCHAIN")
run 2 signed slurm@24.11 "${wanted[@]}"; says "--from"
run 2 signed slurm@24.11 --from "$site" "${wanted[@]}"; says "no key is trusted"
run 0 "$PROGRAM" buildcache keys --mirror "$site" --install --trust "$FPR"
run 2 signed slurm@24.11 --from "$site" --toolchain "$TOOLCHAIN"; says "it has slurm@24.11.5"
run 0 signed slurm@24.11 --from "$site" "${wanted[@]}"; says "was there"; says "current: 24.11.5-"
tarball=$(sed -n 's/^"path":"\(builds.*software.tar.gz\)",$/\1/p' "$site/builds/index.json" | head -n 1)
run 0 signed "file://$site/$tarball"; says "as before"
run 0 "$PROGRAM" --home "$T/publisher" revoke 24.11 --to "$site" --reason "CVE-2026-1" --gpg-private-key-file "$key"
run 3 signed "file://$site" "${wanted[@]}"; says "was revoked: CVE-2026-1"
