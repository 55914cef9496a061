#!/usr/bin/env bash
# A buildcache in a bucket of S3: read with keys from the environment, from a profile and of a session, cut off and gone on
# with, and anonymously; refusals are explained without the keys.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-web.sh"
. "$(dirname "$0")/lib-s3.sh"
make_cache
start_s3
fill_bucket private "$mirror" a%20cache private
fill_bucket public "$mirror" a%20cache public-read
signatures_count 0
front() { serve "listen 127.0.0.1:$port; location / { proxy_pass $server; proxy_set_header Host \$http_host; ${1-} }"; }
export AWS_ENDPOINT_URL=http://127.0.0.1:$port

bucket="s3://private/a cache"
with_keys() { AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret "$@"; }
front
with_keys trust "$bucket"
run 0 with_keys "$PROGRAM" buildcache list --mirror "$bucket"; says "hello"
run 0 with_keys "$PROGRAM" buildcache check --mirror "$bucket"; says "2 packages checked, 0 faulty"
run 0 with_keys "$PROGRAM" buildcache mirror --mirror "$bucket" --to "$T/copy"; says "2 packages copied"
front "limit_rate 4m;"
with_keys survives_cuts install "$bucket"; says "2 packages installed"
front

printf '[jane]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$id" "$secret" >"$T/credentials"
rm -rf "$T/store"
AWS_PROFILE=jane run 0 install "$bucket"; says "2 packages installed"
rm -rf "$T/store"
AWS_ACCESS_KEY_ID=$session_id AWS_SECRET_ACCESS_KEY=$session_secret AWS_SESSION_TOKEN=$session_token run 0 install "$bucket"

secret=almost-$secret nothing_installed 3 with_keys install "$bucket"
says "SignatureDoesNotMatch"; says "credentials: environment"; says_not "$secret"
id=AKIAUNKNOWN nothing_installed 3 with_keys install "$bucket"; says "InvalidAccessKeyId"
nothing_installed 3 install "$bucket"; says "credentials: none"
run 3 with_keys "$PROGRAM" buildcache keys --mirror s3://absent; says "status 404 (NoSuchBucket)"; says "check the bucket's name"
run 3 with_keys "$PROGRAM" buildcache keys --mirror s3://private/absent; says "NoSuchKey"; says "check the prefix"
run 3 "$PROGRAM" buildcache push --mirror "$bucket" --signing-key "$key"; says "what is not public needs AWS_ACCESS_KEY_ID"

signatures_count inf
trust "s3://public/a cache"
run 0 install "s3://public/a cache"; says "2 packages installed"
! grep -rqF "$secret" "$SLURM_FACTORY_HOME" || fail "a secret was written down"
