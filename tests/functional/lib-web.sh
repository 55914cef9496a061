# Sourced after lib.sh by the tests of mirrors on web servers: a buildcache worth downloading, and nginx to serve it.
# shellcheck shell=bash
NGINX=$(PATH=$PATH:/usr/sbin command -v nginx) || fail "nginx is not installed"
unset http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY SSL_CERT_FILE CURL_CA_BUNDLE
port=$((20000 + RANDOM % 20000)) # those above it are free for the test as well
mirror=$T/mirror

# make_cache [BYTES]: the folder $mirror, signed with $key, with hello (whose tarball, $big, has 20 MB, or these) and slurm of
# tiny_catalog.
make_cache() {
    own_home
    tiny_catalog
    head -c "${1-20000000}" /dev/urandom >"$T/src/hello/data"
    # shellcheck disable=SC2016
    printf '\tmkdir -p $(PREFIX)/share && cp data $(PREFIX)/share/\n' >>"$T/src/hello/Makefile"
    source_tarball hello 1.0
    tiny_package hello 1.0 '  - {library: lib/libhello.so}' "" '[lib/*.so]'
    run 0 tiny
    export GNUPGHOME=$T/gpg
    mkdir -m 700 "$GNUPGHOME"
    gpg --batch --quiet --passphrase '' --quick-gen-key "Jane Doe <jane@example.org>" ed25519 sign never 2>/dev/null
    key=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }')
    run 0 "$PROGRAM" buildcache push --mirror "$mirror" --signing-key "$key"
    # shellcheck disable=SC2034
    big=$(cd "$mirror" && find blobs -type f -size +1M)
}

trust() { run 0 "$PROGRAM" buildcache keys --mirror "$1" --install --trust "$key"; }
install() { "$PROGRAM" buildcache install slurm@0.1 --mirror "$1" --store "${2-$T/store}"; }
nothing_installed() {
    rm -rf "$T/store"
    run "$@"
    ! ls -d "$T"/store/*/ 2>/dev/null || fail "something was installed"
}

wait_for_port() {
    for _ in $(seq 100); do (: </dev/tcp/127.0.0.1/"$1") 2>/dev/null && return; sleep 0.1; done
    fail "nobody answers on port $1: $(tail -n 5 "$2")"
}

# serve SERVER...: nginx with these `server` blocks, from now on; the first listens on $port.
serve() {
    stop_serving
    cat >"$T/nginx.conf" <<NGINX
user $(id -un) $(id -gn); daemon off; pid $T/nginx.pid; error_log $T/nginx.error; worker_processes 1;
events {}
http {
    client_body_temp_path $T/ng1; proxy_temp_path $T/ng2; fastcgi_temp_path $T/ng3; uwsgi_temp_path $T/ng4; scgi_temp_path $T/ng5;
    log_format sent '\$status \$body_bytes_sent \$server_port \$uri'; access_log $T/nginx.access sent;
$(printf '    server { %s }\n' "$@")
}
NGINX
    start_serving
}
start_serving() {
    "$NGINX" -c "$T/nginx.conf" 2>>"$T/nginx.error" &
    wait_for_port "$port" "$T/nginx.error"
}
# Master first, else it starts another worker; no farewell to those who are connected.
stop_serving() {
    [ -s "$T/nginx.pid" ] || return 0
    local master workers
    master=$(cat "$T/nginx.pid") workers=$(pgrep -P "$(cat "$T/nginx.pid")" || true)
    # shellcheck disable=SC2086
    kill -9 "$master" $workers 2>/dev/null || true
    wait "$master" 2>/dev/null || true
    rm -f "$T/nginx.pid"
}
trap 'stop_serving; cleanup' EXIT

# survives_cuts COMMAND...: nginx is killed at random moments, again until that hits a transfer; a run goes on by itself where
# it was, or the next one does.
survives_cuts() {
    local pid
    rm -f "$T/nginx.access"
    for _ in $(seq 10); do
        "$@" >"$T/out" 2>&1 &
        pid=$!
        for _ in 1 2; do
            sleep "$((RANDOM % 2)).$((RANDOM % 10))"
            stop_serving
            start_serving
        done
        wait "$pid" || continue
        grep -q '^206 ' "$T/nginx.access" && return
        rm -rf "$T/store"
    done
    fail "ten runs were not enough, or none was gone on with"
}
