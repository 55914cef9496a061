#!/usr/bin/env bash
# A publish that is killed at any moment leaves a site that is whole and that clients install from; two publishers at once
# lose nothing of each other. KILLS, ROUNDS: how often.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-publish.sh"
built 0.1
built 0.2
run 0 publish 0.1 "$T/good"
cp -r "$T/good" "$T/site"
start=$EPOCHREALTIME
run 0 publish 0.2 "$T/site"
took=$((${EPOCHREALTIME/./} - ${start/./})) # microseconds
whole "$T/site" 0.1 0.2

for ((i = 0; i < ${KILLS:-8}; ++i)); do
    rm -rf "$T/site" && cp -r "$T/good" "$T/site"
    publish 0.2 "$T/site" >/dev/null 2>&1 &
    sleep "$(printf '%d.%06d' $((took * RANDOM / 32768 / 1000000)) $((took * RANDOM / 32768 % 1000000)))"
    pkill -9 -P $! 2>/dev/null || true
    kill -9 $! 2>/dev/null || true
    wait $! 2>/dev/null || true
    whole "$T/site" 0.1
    find "$T/site/builds" -maxdepth 3 -name '*.tar.gz.asc' >"$T/signatures"
    while read -r signature; do
        GNUPGHOME=$T/gpg gpg --verify "$signature" "${signature%.asc}" || fail "a kill left a bad signature: $signature"
    done <"$T/signatures"
done
run 0 publish 0.2 "$T/site"
whole "$T/site" 0.1 0.2

for ((i = 0; i < ${ROUNDS:-3}; ++i)); do
    publish 0.1 "$T/both-$i" >"$T/first" 2>&1 & first=$!
    run 0 publish 0.2 "$T/both-$i"
    wait $first || fail "the first of two publishers failed: $(cat "$T/first")"
    whole "$T/both-$i" 0.1 0.2
done
