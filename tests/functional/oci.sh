#!/usr/bin/env bash
# A buildcache in a registry: pushed, listed, checked, installed and copied; a damaged blob is refused, a wrong password
# named; tokens, uploads in pieces where a proxy wants them, and blobs that lie elsewhere, where nobody is told who we are.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-web.sh"
. "$(dirname "$0")/lib-registry.sh"
make_cache
started() { start_registry "$@"; trap 'stop_registry; stop_serving; cleanup' EXIT; }
push() { "$PROGRAM" buildcache push --mirror "${1-$oci}" --signing-key "$key"; }
sent() { grep -c 'response completed.*method=PUT.*/blobs/uploads/' "$T/registry.log" || true; }

started
oci=oci+http://$SLURM_FACTORY_REGISTRY/site/cache
run 0 push; says "2 packages pushed"
before=$(sent)
run 0 push; says "0 packages pushed, 2 were there"
[ $(($(sent) - before)) = 1 ] || fail "more than the index was sent again"
run 2 "$PROGRAM" buildcache push --mirror "$oci" --layout v2 --signing-key "$key"; says "no Spack reads it from a registry"

# Another home.
export SLURM_FACTORY_HOME=$T/elsewhere
run 2 "$PROGRAM" buildcache list --mirror "$oci"; says "no key is trusted"
trust "$oci"
run 0 "$PROGRAM" buildcache list --mirror "$oci"; says "hello"
run 0 "$PROGRAM" buildcache check --mirror "$oci"; says "2 packages checked, 0 faulty"
run 0 install "$oci"; says "2 packages installed"
"$(ls -d "$T"/store/slurm-*)/bin/sinfo" || fail "the installed program does not run"
run 0 "$PROGRAM" buildcache mirror --mirror "$oci" --to "$T/copy"; says "2 packages copied"
trust "$T/copy"
run 0 "$PROGRAM" buildcache check --mirror "$T/copy"; says "2 packages checked, 0 faulty"
cmp "$T/copy/$big" "$mirror/$big"

# One flipped bit in a tarball; the package of another one; nothing there.
data=$T/registry/docker/registry/v2/${big}/data
flip() { perl -e 'open $f, "+<", $ARGV[0]; seek $f, 9000, 0; read $f, $c, 1; seek $f, 9000, 0; print $f $c ^ "\x01"' "$1"; }
flip "$data"
nothing_installed 3 install "$oci"; says "does not have its checksum"
run 3 "$PROGRAM" buildcache check --mirror "$oci"; says "1 faulty"
flip "$data"
run 3 "$PROGRAM" buildcache list --mirror "${oci}/none"; says "there is no such file"
run 3 "$PROGRAM" buildcache keys --mirror "${oci}/none"; says "there is no such file"

# The index made again, and a package less.
export SLURM_FACTORY_HOME=$T/home
run 0 "$PROGRAM" buildcache update-index --mirror "$oci" --signing-key "$key"; says "of 2 packages"
run 0 "$PROGRAM" buildcache prune --mirror "$oci" --keep hello --signing-key "$key"; says "1 packages dropped, 1 kept"
SLURM_FACTORY_HOME=$T/elsewhere run 0 "$PROGRAM" buildcache list --mirror "$oci"; says_not "slurm"
run 0 push; says "1 packages pushed, 1 were there"
stop_registry

# A user, by variables and by a file; secrets are in no message and no file.
secret=marker-$RANDOM$RANDOM
perl -e 'print "jane:", crypt($ARGV[0], q($2b$05$abcdefghijklmnopqrstuu)), "\n"' "$secret" >"$T/htpasswd"
started "" "auth: {htpasswd: {realm: test, path: $T/htpasswd}}"
as() { SLURM_FACTORY_OCI_USERNAME=$1 SLURM_FACTORY_OCI_PASSWORD=$2 "${@:3}"; }
run 3 push; says "status 401"; says "credentials: none"; says "SLURM_FACTORY_OCI_USERNAME"
run 3 as jane "x$secret" push; says "does not accept the user's name and password; credentials: environment"; says_not "$secret"
run 0 as jane "$secret" push; says "2 were there"
auth=$(printf 'jane:%s' "$secret" | base64 -w0)
printf '{"auths": {"%s": {"auth": "%s"}}}' "$SLURM_FACTORY_REGISTRY" "$auth" >"$T/auth.json"
run 0 env REGISTRY_AUTH_FILE="$T/auth.json" "$PROGRAM" -vv buildcache push --mirror "$oci" --signing-key "$key"
says_not "$secret"; says_not "$auth"
stop_registry

# Tokens, by a server of their own in front of which nobody passes without a password; bodies of 17 MB at most; and blobs
# come from another server.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/token.key" -out "$T/token.crt" -subj /CN=token -days 2 2>/dev/null
base64url() { base64 -w0 | tr '+/' '-_' | tr -d '='; }
now=$(date +%s)
claims='{"iss":"test","aud":"registry","nbf":%s,"iat":%s,"exp":%s,"jti":"1","access":[{"type":"repository","name":"site/tokens","actions":["pull","push"]}]}'
# shellcheck disable=SC2059
jwt=$(printf '{"typ":"JWT","alg":"RS256","x5c":["%s"]}' "$(openssl x509 -in "$T/token.crt" -outform DER | base64 -w0)" | base64url).$(printf "$claims" $((now - 60)) "$now" $((now + 600)) | base64url)
mkdir "$T/www"
printf '{"token": "%s.%s"}' "$jwt" "$(printf %s "$jwt" | openssl dgst -sha256 -sign "$T/token.key" | base64url)" >"$T/www/token"
printf 'jane:{PLAIN}%s\n' "$secret" >"$T/users"
started "" "auth: {token: {realm: 'http://127.0.0.1:$port/token', service: registry, issuer: test, rootcertbundle: $T/token.crt}}"
# shellcheck disable=SC2016
serve "listen 127.0.0.1:$port; client_max_body_size 17m; client_body_buffer_size 17m;
    location = /token { root $T/www; auth_basic t; auth_basic_user_file $T/users; }
    location / { proxy_pass http://$SLURM_FACTORY_REGISTRY; proxy_set_header Host \$http_host; }
    location ~ ^/v2/site/tokens/blobs/sha256:(?<start>..)(?<rest>.*) {
        if (\$request_method = GET) { return 307 http://127.0.0.1:$((port + 1))/docker/registry/v2/blobs/sha256/\$start/\$start\$rest/data; }
        proxy_pass http://$SLURM_FACTORY_REGISTRY; proxy_set_header Host \$http_host; }" \
    "listen 127.0.0.1:$((port + 1)); root $T/registry; if (\$http_authorization) { return 403; }"
oci=oci+http://127.0.0.1:$port/site/tokens
run 3 as jane "x$secret" push; says "gives no token"; says "does not accept the user's name and password"; says_not "$secret"
run 0 as jane "$secret" push; says "2 packages pushed"
grep -q '^413 ' "$T/nginx.access" || fail "the proxy took the blob at once"
export SLURM_FACTORY_HOME=$T/elsewhere
as jane "$secret" trust "$oci"
rm -rf "$T/store"
as jane "$secret" run 0 install "$oci"; says "2 packages installed"
grep -q "^200 .* $((port + 1)) /docker" "$T/nginx.access" || fail "no blob came from the other server"
! grep -rqF -e "$secret" -e "$auth" "$T/home" "$T/elsewhere" || fail "a secret was written down"
