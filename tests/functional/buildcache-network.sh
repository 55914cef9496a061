#!/usr/bin/env bash
# A buildcache behind a slow line, a certificate of a private CA (by HTTP/2, cut off at random moments), and a proxy.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-web.sh"
make_cache
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$T/key.pem" -out "$T/ca.pem" -days 2 \
    -subj "/CN=a private CA" -addext subjectAltName=IP:127.0.0.1 2>/dev/null
plain=http://127.0.0.1:$port tls=https://127.0.0.1:$((port + 1)) proxy=http://127.0.0.1:$((port + 2))
certificate="ssl_certificate $T/ca.pem; ssl_certificate_key $T/key.pem;"
serve "listen 127.0.0.1:$port; root $mirror; location /blobs/ { limit_rate_after 14m; limit_rate 1m; }" \
    "listen 127.0.0.1:$((port + 1)) ssl http2; root $mirror; $certificate location /blobs/ { limit_rate 4m; }" \
    "listen 127.0.0.1:$((port + 2)); location / { proxy_pass $plain; }"

# Five seconds for a blob, though none may stand still for two; a terminal shows how far it is.
trust "$plain"
run 0 env SLURM_FACTORY_STALL_TIMEOUT=2 script -qec "$PROGRAM buildcache install hello --mirror $plain --store $T/slow" /dev/null
says "of 20.0 MB, "; says "MB/s"; says "1 packages installed"
run 2 "$PROGRAM" --stall-timeout 0 buildcache list --mirror "$plain"

run 3 "$PROGRAM" buildcache keys --mirror "$tls"
says "$tls/v3/"; says "hint: SSL_CERT_FILE names"
export SSL_CERT_FILE=$T/ca.pem
trust "$tls"
survives_cuts install "$tls"
says "2 packages installed"

# Only the proxy knows this host.
away=http://mirror.invalid
run 3 "$PROGRAM" buildcache keys --mirror "$away"
says "cannot be resolved"; says "http_proxy"
run 3 env http_proxy=http://127.0.0.1:1 "$PROGRAM" buildcache keys --mirror "$away"
says "$away/v3/"; says "no connection"; says "http_proxy"
export http_proxy=$proxy
trust "$away"
run 0 install "$away" "$T/other"
says "2 packages installed"
grep -q " $((port + 2)) /$big" "$T/nginx.access" || fail "the proxy was not asked"
no_proxy=mirror.invalid run 3 "$PROGRAM" buildcache list --mirror "$away"
