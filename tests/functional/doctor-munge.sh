#!/usr/bin/env bash
# doctor before an install: munged, its key, and clocks; each fault is really there, is seen, and named with its cure.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-host.sh"
command -v faketime >/dev/null || skip "there is no faketime"

# The key: munged refuses what doctor calls a fault.
fault munge-key "/etc/munge/munge.key is not there" "--create --keyfile=/etc/munge/munge.key"
refused() { ! start_munged || fail "munged takes such a key"; }
new_key 8
fault munge-key "has 8 bytes" "mungekey --create --force"; refused
new_key && chmod 644 /etc/munge/munge.key
fault munge-key "(mode 0644)" "chmod 0400 /etc/munge/munge.key"; refused
chmod 400 /etc/munge/munge.key && chown alice /etc/munge/munge.key
fault munge-key "belongs to uid 41983, munged runs as munge (41982)" "chown munge: /etc/munge/munge.key"; refused
new_key && chmod 770 /etc/munge
fault munge-key "can be written by others (mode 0770)" "chmod go-w /etc/munge"; refused
chmod 755 /etc/munge
warns munge-key "can be entered by others (mode 0755)" "chmod 0700 /etc/munge"
chmod 700 /etc/munge
fine munge-key

# munged: none, one that was killed, one behind a closed door, one that answers.
fault munge "no socket /run/munge/munge.socket.2" "systemctl enable --now munge"
start_munged || fail "munged does not start: $(cat "$T/munged.out")"
fine munge
says "made a credential and decoded it"
chmod 700 /run/munge
fault munge "may not be entered by users (mode 0700)" "chmod 0755 /run/munge"
chmod 755 /run/munge
kill -9 "$(cat /run/munge/munged.pid)"
fault munge "munged does not answer" "journalctl -u munge"
rm -f /run/munge/*
start_munged

# Clocks: a credential of a munged whose clock is ten minutes ahead, behind; another key.
credential_of() { # [PROGRAM THAT RUNS IT...]: what munge prints on another host
    munged_options=(--foreground --socket=/run/munge/other --pid-file=/run/munge/other.pid --seed-file=/run/munge/other.seed)
    start_munged "$@" &
    until [ -S /run/munge/other ]; do sleep 0.1; done
    "$view/bin/munge" -n --socket=/run/munge/other >"$T/credential"
    "$view/sbin/munged" --stop --socket=/run/munge/other >/dev/null 2>&1
    wait $!
}
credential_of
fine clock --credential "$T/credential"
credential_of faketime --exclude-monotonic -f +10m
fault clock "this clock is behind" "timedatectl set-ntp true" --credential "$T/credential"
credential_of faketime --exclude-monotonic -f -10m
fault clock "more than five minutes ahead" "chronyc makestep" --credential "$T/credential"
cp -a /etc/munge/munge.key "$T/key" && new_key && credential_of && cp -a "$T/key" /etc/munge/munge.key
fault clock "is not understood" "install -m 0400 -o munge" --credential "$T/credential"
