# Sourced after lib-web.sh by the tests of Ceph's object gateway, which is stricter than moto: it checks signatures, digests and
# clocks, and takes no notice of conditions. It runs without a cluster, from a root of Debian that is kept in the shared home.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
# start_rgw: the gateway on port+2 ($rgw_server), with a user whose keys are in the environment from then on.
start_rgw() {
    local rgw=(-c /srv/ceph.conf -n client.rgw --no-mon-config)
    kept_root radosgw-root trixie radosgw
    rgw_server=http://127.0.0.1:$((port + 2))
    mkdir "$T/rgw"
    cat >"$T/rgw/ceph.conf" <<CONF
[global]
rgw_backend_store = dbstore
rgw_config_store = dbstore
dbstore_db_dir = /srv
rgw_frontends = beast endpoint=127.0.0.1:$((port + 2))
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
run_dir = /tmp
admin_socket =
log_file =
CONF
    inside() { bwrap --bind "$SHARED/radosgw-root" / --proc /proc --dev /dev --tmpfs /tmp --bind "$T/rgw" /srv --die-with-parent "$@"; }
    inside radosgw-admin "${rgw[@]}" user create --uid u --display-name u --access-key the-id --secret-key the-secret >"$T/out" 2>&1 || fail "no user"
    inside radosgw -f "${rgw[@]}" >"$T/rgw.log" 2>&1 &
    rgw_pid=$!
    trap 'kill $rgw_pid ${server_pid-}; stop_serving; cleanup' EXIT
    wait_for_port $((port + 2)) "$T/rgw.log"
    export AWS_ACCESS_KEY_ID=the-id AWS_SECRET_ACCESS_KEY=the-secret AWS_CONFIG_FILE=$T/config AWS_SHARED_CREDENTIALS_FILE=$T/credentials
    for bucket in bucket rgw-bucket; do
        curl -fsS -X PUT --user the-id:the-secret --aws-sigv4 aws:amz:us-east-1:s3 -H "x-amz-content-sha256: $(sha /dev/null)" "$rgw_server/$bucket"
    done
}
