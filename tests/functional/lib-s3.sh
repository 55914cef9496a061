# Sourced after lib-web.sh by the tests of S3: moto's server, which checks signatures, and users of it. It is that of
# python3, else that of a root of Debian's sid, which is kept in the shared home; where neither can be had the test is skipped.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
command -v curl >/dev/null || skip "there is no curl to fill buckets with"
server=http://127.0.0.1:$((port + 1))

# moto's web server decodes '/' in a query before the signature is checked: whoever signs as S3 wants it could list no folder.
moto_main='
import sys, werkzeug.urls as urls
urls._unquote_query = urls._make_unquote_part("query", urls._always_unsafe + "&=+#/:")
from moto.server import main
main(sys.argv[1:])'

moto_of_sid() {
    kept_root moto-root sid python3-moto,python3-flask,python3-flask-cors "$unchecked_dates"
    moto=(bwrap --bind "$SHARED/moto-root" / --proc /proc --dev /dev --tmpfs /tmp --die-with-parent python3 -c "$moto_main")
}

# start_s3: the server on port+1. A user who may do everything ($id, $secret), and a session that may ($session_*).
start_s3() {
    local moto=(python3 -c "$moto_main") policy='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
    python3 -c 'import moto.server' 2>/dev/null || moto_of_sid
    "${moto[@]}" -H 127.0.0.1 -p $((port + 1)) >"$T/moto.log" 2>&1 &
    server_pid=$!
    trap 'kill $server_pid; stop_serving; cleanup' EXIT
    wait_for_port $((port + 1)) "$T/moto.log"
    user jane "$policy"
    call iam Action=CreateRole RoleName=reader "AssumeRolePolicyDocument=$policy"
    call iam Action=PutRolePolicy RoleName=reader PolicyName=s3 "PolicyDocument=$policy"
    call sts Version=2011-06-15 Action=AssumeRole RoleArn=arn:aws:iam::123456789012:role/reader RoleSessionName=test
    session_id=$(answer AccessKeyId) session_secret=$(answer SecretAccessKey) session_token=$(answer SessionToken)
    unset "${!AWS_@}"
    export AWS_CONFIG_FILE=$T/config AWS_SHARED_CREDENTIALS_FILE=$T/credentials
}
# user NAME POLICY: its keys are $id and $secret.
user() {
    call iam Action=CreateUser UserName="$1"
    call iam Action=PutUserPolicy UserName="$1" PolicyName=s3 "PolicyDocument=$2"
    call iam Action=CreateAccessKey UserName="$1"
    id=$(answer AccessKeyId) secret=$(answer SecretAccessKey)
}
call() { # SERVICE PARAMETER...
    local parameters=()
    for parameter in "${@:2}"; do parameters+=(--data-urlencode "$parameter"); done
    curl -fsS --user "any:any" --aws-sigv4 "aws:amz:us-east-1:$1" "${parameters[@]}" "$server/" >"$T/answer"
}
answer() { sed -n "s,.*<$1>\([^<]*\)</$1>.*,\1,p" "$T/answer"; }

# fill_bucket NAME FOLDER PREFIX ACL: at first nobody has to sign anything.
fill_bucket() {
    curl -fsS -X PUT "$server/$1" >"$T/answer"
    find "$2" -type f -printf '%P\n' | while read -r file; do
        curl -fsS -T "$2/$file" -H "x-amz-acl: $4" "$server/$1/$3/$file"
    done
}
# signatures_count AFTER: how many requests from now on need none; inf.
signatures_count() { curl -fsS -H 'Content-Type: text/plain' -d "$1" "$server/moto-api/reset-auth" >"$T/answer"; }
