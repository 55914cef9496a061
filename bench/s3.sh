#!/usr/bin/env bash
# Seconds to put a file of 500 MB into a bucket on this machine (moto's server), beside `aws s3 cp` with its default settings:
# the better of three runs each, in turns. Exits with 1 if ours is slower. Run it on an idle machine.
#   AWS=/usr/bin/aws bench/s3.sh
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
aws=${AWS:-/usr/bin/aws}
[ -e "$build/build.ninja" ] || cmake --preset release >/dev/null
ninja -C "$build" bench_s3 >/dev/null
scratch=$(mktemp -d "${TMPDIR:-/tmp}/bench-s3.XXXXXX")
port=$((20000 + RANDOM % 20000))
unset "${!AWS_@}" http_proxy https_proxy all_proxy
export AWS_ACCESS_KEY_ID=bench AWS_SECRET_ACCESS_KEY=bench AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
export AWS_CONFIG_FILE=$scratch/config AWS_SHARED_CREDENTIALS_FILE=$scratch/credentials AWS_ENDPOINT_URL=http://127.0.0.1:$port
TMPDIR=$scratch moto_server -H 127.0.0.1 -p "$port" >"$scratch/log" 2>&1 &
server=$!
trap 'kill $server; rm -rf "$scratch"' EXIT
for _ in $(seq 200); do curl -fsS -X PUT "$AWS_ENDPOINT_URL/bench" >"$scratch/answer" 2>&1 && break; sleep 0.1; done
head -c 500000000 /dev/urandom >"$scratch/file"

ours() { "$build/bench_s3" "$scratch/file" s3://bench ours; }
theirs() { "$aws" --endpoint-url "$AWS_ENDPOINT_URL" s3 cp --quiet "$scratch/file" s3://bench/theirs; }
best_ours=999999 best_theirs=999999
# timed NAME: one run; the bucket is empty afterwards, and what it has is what was sent.
timed() {
    local start ms
    local -n best=best_$1
    start=$(date +%s%N)
    "$1"
    ms=$((($(date +%s%N) - start) / 1000000))
    curl -fsS "$AWS_ENDPOINT_URL/bench/$1" | cmp - "$scratch/file"
    curl -fsS -X DELETE "$AWS_ENDPOINT_URL/bench/$1"
    [ "$ms" -ge "$best" ] || best=$ms
}
for _ in 1 2 3; do timed theirs; timed ours; done
awk -v ours="$best_ours" -v theirs="$best_theirs" 'BEGIN {
    printf "500 MB: slurm-factory %.1f s (%.0f MB/s), aws s3 cp %.1f s (%.0f MB/s): %.2f times its speed\n",
        ours / 1000, 5e5 / ours, theirs / 1000, 5e5 / theirs, theirs / ours
    exit theirs / ours < 1 }'
