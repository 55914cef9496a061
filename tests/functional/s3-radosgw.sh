#!/usr/bin/env bash
# A buildcache published to Ceph's object gateway, which is stricter than moto: it checks signatures, digests and clocks, and
# takes no notice of conditions. It runs without a cluster, from a root of Debian that is kept in the shared home.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-web.sh"
skip() { echo "skipped: $*"; exit 77; }
root=$SHARED/radosgw-root
# shellcheck disable=SC2016
from=${SLURM_FACTORY_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' 2>/dev/null | head -n 1)}
if [ ! -d "$root" ]; then
    rm -rf "$root.part"
    mmdebstrap --quiet --variant=apt --include=radosgw trixie "$root.part" ${from:+"$from"} >"$T/out" 2>&1 ||
        skip "no root with radosgw can be made: $(tail -n 3 "$T/out")"
    mv "$root.part" "$root"
fi
make_cache
mkdir "$T/rgw"
cat >"$T/rgw/ceph.conf" <<CONF
[global]
rgw_backend_store = dbstore
rgw_config_store = dbstore
dbstore_db_dir = /srv
rgw_frontends = beast endpoint=127.0.0.1:$port
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
run_dir = /tmp
admin_socket =
log_file =
CONF
inside() { bwrap --bind "$root" / --proc /proc --dev /dev --tmpfs /tmp --bind "$T/rgw" /srv --die-with-parent "$@"; }
rgw=(-c /srv/ceph.conf -n client.rgw --no-mon-config)
inside radosgw-admin "${rgw[@]}" user create --uid u --display-name u --access-key the-id --secret-key the-secret >"$T/out" 2>&1 || fail "no user"
inside radosgw -f "${rgw[@]}" >"$T/rgw.log" 2>&1 &
server_pid=$!
trap 'kill $server_pid; cleanup' EXIT
wait_for_port "$port" "$T/rgw.log"
server=http://127.0.0.1:$port
curl -fsS -X PUT --user the-id:the-secret --aws-sigv4 aws:amz:us-east-1:s3 -H "x-amz-content-sha256: $(sha /dev/null)" "$server/bucket"

unset "${!AWS_@}"
export AWS_ENDPOINT_URL=$server AWS_CONFIG_FILE=$T/config AWS_SHARED_CREDENTIALS_FILE=$T/credentials
export AWS_ACCESS_KEY_ID=the-id AWS_SECRET_ACCESS_KEY=the-secret
bucket="s3://bucket/a cache"
push() { "$PROGRAM" buildcache push --mirror "$bucket" --signing-key "$key"; }
run 0 push; says "2 packages pushed"
run 0 push; says "0 packages pushed, 2 were there"
trust "$bucket"
run 0 "$PROGRAM" buildcache check --mirror "$bucket"; says "2 packages checked, 0 faulty"
run 0 install "$bucket"; says "2 packages installed"
run 0 "$PROGRAM" buildcache prune --mirror "$bucket" --signing-key "$key" --keep hello; says "1 packages dropped, 1 kept"
AWS_SECRET_ACCESS_KEY=another run 3 push
run 3 "$PROGRAM" buildcache keys --mirror s3://absent; says "check the bucket's name"
AWS_SECRET_ACCESS_KEY=another run 3 "$PROGRAM" buildcache list --mirror "$bucket"; says "SignatureDoesNotMatch"; says "does not accept the credentials"
command -v faketime >/dev/null || exit 0
for offset in +20m -20m; do
    run 3 faketime -f "$offset" "$PROGRAM" buildcache push --mirror "$bucket" --signing-key "$key"
    says "this machine's clock is 20 minutes"
done
