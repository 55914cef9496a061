#!/usr/bin/env bash
# From one published build to the next that changes one package: that package and the indexes are downloaded, nothing else.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-web.sh"
. "$(dirname "$0")/lib-publish.sh"
built 0.1
run 0 publish 0.1 "$T/site"
serve "listen 127.0.0.1:$port; root $T/site;"
root=http://127.0.0.1:$port
install() { # HASH
    rm -f "$T/nginx.access" && stop_serving && start_serving
    run 0 "$PROGRAM" buildcache install "$1" --store "$T/store" --mirror "$root/$TOOLCHAIN/slurm/0.1" --mirror "$root/$TOOLCHAIN/slurm/deps"
    awk '$1 ~ /^2/ && $2 > 0 { print $4 }' "$T/nginx.access" | sort >"$T/got"
}
run 0 "$PROGRAM" buildcache keys --mirror "$root" --install --trust "$FPR"
install slurm@0.1
says "2 packages installed"
grep -c '/blobs/' "$T/got" | grep -qx 4 || fail "the first install did not download two tarballs and their specs"

# The same release, with one source line of Slurm changed.
first=$(find "$T/store" -maxdepth 1 -name 'slurm-*')
sed -i 's/42 ? 0/42 ? 0 * 2/' "$T/src/slurm/sinfo.c"
built 0.1
run 0 publish 0.1 "$T/site"
second=/$(sed -n 's/^"hash":"\(.*\)",$/\1/p' "$T/site/builds/index.json" | tail -n 1)
install "$second"
says "1 packages installed, 1 were there"
grep -v '/blobs/' "$T/got" | sed "s,^/$TOOLCHAIN/slurm/,," >"$T/named"
hash=${second#/}
diff "$T/named" - >"$T/out" <<FILES || fail "other files were downloaded"
0.1/v3/manifests/spec/slurm/slurm-0.1.0-$hash.spec.manifest.json
0.1/v3/slurm-factory/index.json
deps/v3/slurm-factory/index.json
FILES
grep -c "$TOOLCHAIN/slurm/0.1/blobs/" "$T/got" | grep -qx 2 || fail "not one tarball and one spec were downloaded"
! grep -q "slurm/deps/blobs/" "$T/got" || fail "what did not change was downloaded again"
"$T/store/slurm-0.1.0-$hash/bin/sinfo" && "$first/bin/sinfo" || fail "one of the two builds does not run"
