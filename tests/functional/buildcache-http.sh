#!/usr/bin/env bash
# A buildcache on a web server: served, cut off at random moments and gone on with, stalled, answered with errors, cut short
# by the server and on its disk, redirected in circles.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-web.sh"
make_cache
# blobs [DIRECTIVES]: the mirror on $port, with these for the blobs.
blobs() { serve "listen 127.0.0.1:$port; root $mirror; location /blobs/ { ${1-} }"; }
url=http://127.0.0.1:$port

blobs
trust "$url"
run 0 "$PROGRAM" buildcache check --mirror "$url"
run 0 install "$url"
says "2 packages installed"

rm -rf "$T/store"
blobs "limit_rate 4m;"
survives_cuts install "$url"
says "2 packages installed"

# Half of it, and then next to nothing: broken off and gone on with.
export SLURM_FACTORY_STALL_TIMEOUT=1
rm -rf "$T/store" "$T/nginx.access"
blobs "limit_rate_after 11m; limit_rate 1;"
run 0 install "$url"
grep -q '^206 ' "$T/nginx.access" || fail "what stalled was not gone on with"

# Faults that do not pass, each on a port of its own and all at once, as each is tried several times.
cat >"$T/half.pl" <<'PERL'
# Announces large files whole and sends half of them.
use IO::Socket::INET;
my ($port, $folder) = @ARGV;
$SIG{PIPE} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 9, ReuseAddr => 1) or die $!;
while (my $client = $server->accept) {
    my ($path) = <$client> =~ /^GET (\S+)/ or next;
    while (<$client> =~ /\S/) { }
    open my $file, '<', "$folder$path" or die $!;
    my $content = do { local $/; <$file> };
    my $sent = length $content > 1e6 ? length($content) / 2 : length $content;
    print $client "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ", length $content, "\r\n\r\n", substr $content, 0, $sent;
}
PERL
served() { echo "listen 127.0.0.1:$1; root $mirror; location = /$big { $2 }"; }
serve "$(served "$port" "")" "$(served $((port + 1)) "return 503;")" "$(served $((port + 2)) "limit_rate_after 1k; limit_rate 1;")"
perl "$T/half.pl" $((port + 3)) "$mirror" 2>"$T/half.error" & half=$!
trap 'kill $half; stop_serving; cleanup' EXIT
wait_for_port $((port + 3)) "$T/half.error"
gives_up() { # NUMBER REASON HINT
    T=$T/$1 url=http://127.0.0.1:$((port + $1))
    SLURM_FACTORY_HOME=$T/home
    mkdir "$T"
    trust "$url"
    nothing_installed 3 install "$url"
    says "$url/$big: $2"; says "; tried 5 times"; says "hint: $3"
}
gives_up 1 "the server answered with status 503" "try again later" & first=$!
gives_up 2 "timed out" "try again; --stall-timeout SECONDS waits longer" & second=$!
gives_up 3 "the connection ended before the whole file came" "try again" & third=$!
for test in $first $second $third; do wait "$test" || fail "see above"; done

blobs 'return 302 $uri;'
nothing_installed 3 install "$url"
says "redirect"
blobs
find "$mirror/blobs" -type f -size +1M -exec truncate -s -1000 {} +
nothing_installed 3 install "$url"
