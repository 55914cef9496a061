#!/usr/bin/env bash
# The page in headless Chromium: search, filters, tabs, copied commands, day and night, a phone, no request to anywhere
# (tests/browser/page.mjs). CHROMIUM names the browser if it is not in PATH.
. "$(dirname "$0")/lib.sh"
for tool in node npm; do command -v "$tool" >/dev/null || skip "there is no $tool"; done
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
[ -n "$CHROMIUM" ] || skip "there is no chromium"
mkdir "$T/browser"
cp "$SOURCE_TREE"/tests/browser/*.mjs "$SOURCE_TREE"/tests/browser/*.json "$T/browser/"
cd "$T/browser"
npm ci --no-audit --no-fund >"$T/out" 2>&1 || skip "npm has no playwright-core: $(tail -n 1 "$T/out")"

node sample.mjs >sample.json
node hostile.mjs >hostile.json
echo '{"format": 1, "signed": true, "serial": 1, "created": 1795132800, "expires": 1802908800, "builds": [], "caches": []}' >empty.json
for page in sample hostile empty; do
    run 0 "$PROGRAM" site --index "$page.json" --base-url https://slurm.example.org --output "$T/pages/$page" \
        --fingerprint 0123456789ABCDEF0123456789ABCDEF01234567
done
PAGES=$T/pages CHROMIUM=$CHROMIUM node page.mjs
