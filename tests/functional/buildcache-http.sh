#!/usr/bin/env bash
# A buildcache behind nginx: served, cut off at random moments and gone on with, answered with errors, cut short on the
# server's disk, redirected in circles.
. "$(dirname "$0")/lib.sh"
NGINX=$(PATH=$PATH:/usr/sbin command -v nginx) || fail "nginx is not installed"
own_home
tiny_catalog
head -c 20000000 /dev/urandom >"$T/src/hello/data"
# shellcheck disable=SC2016
printf '\tmkdir -p $(PREFIX)/share && cp data $(PREFIX)/share/\n' >>"$T/src/hello/Makefile"
source_tarball hello 1.0
tiny_package hello 1.0 '  - {library: lib/libhello.so}' "" '[lib/*.so]'
run 0 tiny

export GNUPGHOME=$T/gpg
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-gen-key "Jane Doe <jane@example.org>" ed25519 sign never 2>/dev/null
key=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }')
mirror=$T/mirror port=$((20000 + RANDOM % 20000)) url=
run 0 "$PROGRAM" buildcache push --mirror "$mirror" --signing-key "$key"

# serve [DIRECTIVES]: nginx with these for the blobs, from now on.
serve() {
    cat >"$T/nginx.conf" <<NGINX
user $(id -un) $(id -gn); daemon off; pid $T/nginx.pid; error_log $T/nginx.error; worker_processes 1;
events {}
http {
    client_body_temp_path $T/ng1; proxy_temp_path $T/ng2; fastcgi_temp_path $T/ng3; uwsgi_temp_path $T/ng4; scgi_temp_path $T/ng5;
    log_format sent '\$status \$body_bytes_sent \$uri'; access_log $T/nginx.access sent;
    server { listen 127.0.0.1:$port; root $mirror; location /blobs/ { ${1-} } }
}
NGINX
    stop_serving
    "$NGINX" -c "$T/nginx.conf" 2>>"$T/nginx.error" &
    for _ in $(seq 50); do (: </dev/tcp/127.0.0.1/"$port") 2>/dev/null && return; sleep 0.1; done
    cat "$T/nginx.error" >&2
    fail "nginx does not answer"
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
install() { "$PROGRAM" buildcache install slurm@0.1 --mirror "$url" --store "$T/store"; }
nothing_installed() {
    rm -rf "$T/store"
    run "$@"
    ! ls -d "$T"/store/*/ 2>/dev/null || fail "something was installed"
}

serve
url=http://127.0.0.1:$port
run 0 "$PROGRAM" buildcache keys --mirror "$url" --install --trust "$key"
run 0 "$PROGRAM" buildcache check --mirror "$url"
run 0 install
says "2 packages installed"

# Cut off at random moments: a run goes on by itself where it was, or the next one does.
rm -rf "$T/store" "$T/nginx.access"
serve "limit_rate 4m;"
finished=
for attempt in $(seq 10); do
    install >"$T/out" 2>&1 &
    pid=$!
    for _ in 1 2; do
        sleep "$((RANDOM % 2)).$((RANDOM % 10))"
        stop_serving
        serve "limit_rate 4m;"
    done
    if wait "$pid"; then finished=$attempt; break; fi
done
[ -n "$finished" ] || fail "ten runs were not enough"
says "2 packages installed"
grep -q '^206 ' "$T/nginx.access" || fail "no transfer was gone on with"

serve "return 500;"
nothing_installed 3 install
says "status 500"
serve 'return 302 $uri;'
nothing_installed 3 install
says "redirect"
serve
find "$mirror/blobs" -type f -size +1M -exec truncate -s -1000 {} +
nothing_installed 3 install
