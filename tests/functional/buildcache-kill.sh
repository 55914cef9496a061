#!/usr/bin/env bash
# An install that is killed at any moment leaves whole packages or none, and the next one completes it; two at once both
# succeed. KILLS: how often.
. "$(dirname "$0")/lib.sh"
own_home
ln -s "$SHARED/store" "$SLURM_FACTORY_HOME/store"
export GNUPGHOME=$T/gpg
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-gen-key jane ed25519 sign never 2>/dev/null
fingerprint=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }')
slurm=$(find "$SHARED/store/" -maxdepth 1 -name 'slurm-24.11*' | sort | head -n 1)
slurm=/${slurm##*-}
export SLURM_FACTORY_MIRROR=$T/mirror
run 0 "$PROGRAM" buildcache push "$slurm" --signing-key "$fingerprint"
run 0 "$PROGRAM" buildcache keys --install --trust "$fingerprint"
install=("$PROGRAM" buildcache install "$slurm" --store "$T/store")
start=$EPOCHREALTIME
run 0 "${install[@]}"
took=$((${EPOCHREALTIME/./} - ${start/./}))    # microseconds
mv "$T/store" "$T/good"

for ((i = 0; i < ${KILLS:-25}; ++i)); do
    rm -rf "$T/store"
    "${install[@]}" >/dev/null 2>&1 &
    sleep "0.$(printf '%06d' $((RANDOM * took / 32768 % 1000000)))"
    kill -9 $! 2>/dev/null || true
    wait $! 2>/dev/null || true
    for package in "$T"/store/*/; do
        [ -e "$package" ] || continue
        diff -r --no-dereference "$package" "$T/good/$(basename "$package")" >/dev/null || fail "half a package: $package"
    done
done
run 0 "${install[@]}"
diff -r --no-dereference "$T/store" "$T/good" || fail "the install after kills is another one"

rm -rf "$T/store"
"${install[@]}" >"$T/first" 2>&1 & first=$!
run 0 "${install[@]}"
wait $first || fail "the first of two installs failed: $(cat "$T/first")"
diff -r --no-dereference "$T/store" "$T/good" || fail "two installs at once made another one"
