#!/usr/bin/env bash
# A buildcache in a bucket of a server that checks signatures: moto's, of PATH, else in a root of Debian's sid, which is
# kept in the shared home.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-web.sh"
skip() { echo "skipped: $*"; exit 77; }
command -v curl >/dev/null || skip "there is no curl to fill the bucket"
moto=(moto_server)
if ! command -v moto_server >/dev/null; then
    root=$SHARED/moto-root
    # shellcheck disable=SC2016
    from=${SLURM_FACTORY_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' 2>/dev/null | head -n 1)}
    if [ ! -d "$root" ]; then
        rm -rf "$root.part"
        mmdebstrap --quiet --variant=apt --include=python3-moto,python3-flask,python3-flask-cors \
            --aptopt='Acquire::Check-Valid-Until "false"' sid "$root.part" ${from:+"$from"} >"$T/out" 2>&1 ||
            skip "there is no moto_server in PATH, and no root of sid: $(tail -n 3 "$T/out")"
        mv "$root.part" "$root"
    fi
    moto=(bwrap --bind "$root" / --proc /proc --dev /dev --tmpfs /tmp --die-with-parent moto_server)
fi
make_cache

# The server, a user who may do everything, a bucket of his and a public one. Then signatures count; nginx stands before it.
server=http://127.0.0.1:$((port + 1))
"${moto[@]}" -H 127.0.0.1 -p $((port + 1)) >"$T/moto.log" 2>&1 & server_pid=$!
trap 'kill $server_pid; stop_serving; cleanup' EXIT
wait_for_port $((port + 1)) "$T/moto.log"
call() { # SERVICE PARAMETER...
    local parameters=()
    for parameter in "${@:2}"; do parameters+=(--data-urlencode "$parameter"); done
    curl -fsS --user "any:any" --aws-sigv4 "aws:amz:us-east-1:$1" "${parameters[@]}" "$server/" >"$T/answer"
}
answer() { sed -n "s,.*<$1>\([^<]*\)</$1>.*,\1,p" "$T/answer"; }
signatures_count() { curl -fsS -H 'Content-Type: text/plain' -d "$1" "$server/moto-api/reset-auth" >"$T/answer"; }
policy='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
call iam Action=CreateUser UserName=jane
call iam Action=PutUserPolicy UserName=jane PolicyName=s3 "PolicyDocument=$policy"
call iam Action=CreateAccessKey UserName=jane
id=$(answer AccessKeyId) secret=$(answer SecretAccessKey)
call iam Action=CreateRole RoleName=reader "AssumeRolePolicyDocument=$policy"
call iam Action=PutRolePolicy RoleName=reader PolicyName=s3 "PolicyDocument=$policy"
call sts Version=2011-06-15 Action=AssumeRole RoleArn=arn:aws:iam::123456789012:role/reader RoleSessionName=test
session_id=$(answer AccessKeyId) session_secret=$(answer SecretAccessKey) session_token=$(answer SessionToken)
for bucket in private public; do
    curl -fsS -X PUT "$server/$bucket" >/dev/null
    find "$mirror" -type f -printf '%P\n' | while read -r file; do
        curl -fsS -T "$mirror/$file" -H "x-amz-acl: ${bucket/public/public-read}" "$server/$bucket/a%20cache/$file" 2>&1
    done
done
signatures_count 0
serve "listen 127.0.0.1:$port; location / { proxy_pass $server; proxy_set_header Host \$http_host; limit_rate 8m; }"

unset "${!AWS_@}"
export AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_CONFIG_FILE=$T/config AWS_SHARED_CREDENTIALS_FILE=$T/credentials
bucket="s3://private/a cache"
with_keys() { AWS_ACCESS_KEY_ID=${id} AWS_SECRET_ACCESS_KEY=$secret "$@"; }
with_keys trust "$bucket"
run 0 with_keys "$PROGRAM" buildcache list --mirror "$bucket"; says "hello"
run 0 with_keys "$PROGRAM" buildcache check --mirror "$bucket"; says "2 packages checked, 0 faulty"
run 0 with_keys "$PROGRAM" buildcache mirror --mirror "$bucket" --to "$T/copy"; says "2 packages copied"
with_keys survives_cuts install "$bucket"; says "2 packages installed"

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
run 2 "$PROGRAM" buildcache push --mirror "$bucket" --signing-key "$key"; says "can be read but not written"

signatures_count inf
trust "s3://public/a cache"
run 0 install "s3://public/a cache"; says "2 packages installed"
! grep -rqF "$secret" "$SLURM_FACTORY_HOME" || fail "a secret was written down"
