#!/usr/bin/env bash
# A buildcache published to S3: large files in parts, the second time no blob; with credentials of a container, of an EC2
# machine and of a web identity; through a server that is busy, and refused for reasons that are named.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-web.sh"
. "$(dirname "$0")/lib-s3.sh"
make_cache 90000000
start_s3
jane=$id:$secret
user kim '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"}]}'
kim=$id:$secret id=${jane%%:*} secret=${jane#*:}
for name in first second; do curl -fsS -X PUT "$server/$name" >"$T/answer"; done
signatures_count 0
export AWS_ENDPOINT_URL=http://127.0.0.1:$port SLURM_FACTORY_STALL_TIMEOUT=5
unset no_proxy
# front [DIRECTIVES]: nginx before the server, with these.
front() { serve "listen 127.0.0.1:$port; client_max_body_size 0; ${1-} location / { proxy_pass $server; proxy_set_header Host \$http_host; proxy_request_buffering off; }"; }
as() { AWS_ACCESS_KEY_ID=${1%%:*} AWS_SECRET_ACCESS_KEY=${1#*:} "${@:2}"; }
push() { "$PROGRAM" -v buildcache push --mirror "${1-s3://first/a cache}" --signing-key "$key"; }
requests() { grep -c "\"$1" "$T/moto.log" || true; }

# The sixth and last part does not arrive; the next run sends that one alone.
# shellcheck disable=SC2016
front 'if ($arg_partNumber = 6) { return 403; }'
run 3 as "$jane" push; says "PUT s3://first/a cache/blobs/sha256/"; says "the credentials do not allow s3:PutObject"
front
before=$(requests "PUT .*partNumber=")
run 0 as "$jane" push; says "2 packages pushed"
[ $(($(requests "PUT .*partNumber=") - before)) = 1 ] || fail "parts were sent again"
before=$(requests "PUT /first/a%20cache/blobs/")
run 0 as "$jane" push; says "0 packages pushed, 2 were there"
[ "$(requests "PUT /first/a%20cache/blobs/")" = "$before" ] || fail "blobs were sent again"
as "$jane" trust "s3://first/a cache"
run 0 as "$jane" install "s3://first/a cache"; says "2 packages installed"
run 0 as "$jane" "$PROGRAM" buildcache check --mirror "s3://first/a cache"; says "0 faulty"
head_of() { curl -fsSI --user "$jane" --aws-sigv4 aws:amz:us-east-1:s3 -H "x-amz-content-sha256: $(sha /dev/null)" "$server/first/a%20cache/$1" >"$T/out"; }
head_of "$big"; says "max-age=31536000, immutable"
head_of v3/slurm-factory/index.json; says "max-age=60, must-revalidate"; says "application/json"; says "x-amz-meta-sha256"
if [ -x /usr/bin/aws ]; then
    AWS_DEFAULT_REGION=us-east-1 run 0 as "$jane" /usr/bin/aws --endpoint-url "$server" s3 ls --recursive "s3://first/a cache/"
    says "a cache/v3/slurm-factory/index.json"; says "a cache/$big"
fi

# Credentials that others hand out.
given() { printf '{"AccessKeyId": "%s", "SecretAccessKey": "%s", "Token": "%s", "Expiration": "%s"}' "$session_id" "$session_secret" "$session_token" "$(date -u -d "${1-1 hour}" +%FT%TZ)"; }
machine=/latest/meta-data/iam/security-credentials/
# shellcheck disable=SC2016
front "location = /latest/api/token { return 200 session; }
    location = $machine { return 200 role; }
    location = ${machine}role { if (\$http_x_aws_ec2_metadata_token != session) { return 401; } return 200 '$(given)'; }
    location = /creds { if (\$http_authorization != allowed) { return 401; } return 200 '$(given 10sec)'; }"
export AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:$port
run 0 push; says "2 were there"
run 3 env AWS_EC2_METADATA_DISABLED=true "$PROGRAM" buildcache push --mirror "s3://first/a cache" --signing-key "$key"; says "credentials: none"
AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:$port/creds AWS_CONTAINER_AUTHORIZATION_TOKEN=allowed run 0 push
AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:$port/creds AWS_CONTAINER_AUTHORIZATION_TOKEN=other run 3 push; says "status 401"
AWS_CONTAINER_CREDENTIALS_FULL_URI=http://example.org/creds run 2 push; says "is not asked"
echo a.web.token >"$T/token"
signatures_count 1 # STS takes the token instead of a signature, which moto does not know
AWS_WEB_IDENTITY_TOKEN_FILE=$T/token AWS_ROLE_ARN=arn:aws:iam::123456789012:role/reader run 0 push
says_not "$session_secret"; says_not a.web.token
unset AWS_EC2_METADATA_SERVICE_ENDPOINT

# A server that is busy one time in eight, and refusals.
rm -f "$T/nginx.access"
# shellcheck disable=SC2016
front 'if ($request_id ~ "^[01]") { return 503; }'
run 0 as "$jane" push s3://second; says "2 packages pushed"
for _ in $(seq 5); do grep -q '^503 ' "$T/nginx.access" && break; run 0 as "$jane" push s3://second; done
grep -q '^503 ' "$T/nginx.access" || fail "the server was never busy"
front
run 3 as "$kim" push s3://second; says "(AccessDenied)"; says "the credentials do not allow s3:PutObject"
run 3 as "$jane" push s3://absent; says "check the bucket's name"
run 2 env SLURM_FACTORY_S3_ACL=anybody "$PROGRAM" buildcache push --mirror s3://first --signing-key "$key"; says "public-read"
refusing() { front "location ~ . { default_type application/xml; return $1 '<Error><Code>$2</Code></Error>'; }"; }
refusing 400 ExpiredToken
run 3 as "$jane" "$PROGRAM" buildcache list --mirror "s3://first/a cache"; says "the credentials have expired"
if command -v faketime >/dev/null; then
    refusing 403 RequestTimeTooSkewed
    run 3 as "$jane" faketime -f +20m "$PROGRAM" buildcache push --mirror s3://second --signing-key "$key"
    says "this machine's clock is 20 minutes ahead of the server's"
fi
! grep -rqF "$secret" "$SLURM_FACTORY_HOME" || fail "a secret was written down"
