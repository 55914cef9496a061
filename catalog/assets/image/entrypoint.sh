#!/bin/sh
# What a container of this image starts with: munged where there is a key, then the daemon of one role.
#   entrypoint.sh controller|dbd|compute|restd [OPTION...]   the options are the daemon's
#   entrypoint.sh login [COMMAND...]                         a command; a shell at a terminal; else it stays up
# Configuration: /etc/slurm, or SLURM_CONF_SERVER=HOST[:PORT] where compute and login nodes ask the controller for it.
# SLURMD_OPTIONS are more options of slurmd, as its unit takes them. Secrets are files, never variables:
#   MUNGE_KEY_FILE          default /run/secrets/munge.key, then /etc/munge/munge.key; else the host's /run/munge is mounted
#   SLURMDBD_PASSWORD_FILE  default /run/secrets/slurmdbd_password: becomes StoragePass of slurmdbd.conf
# Exit status: the daemon's or the command's; 2 usage; 3 what the role needs is not there.
set -eu

socket=/run/munge/munge.socket.2
munged=

usage() {
    echo "usage: controller|dbd|compute|login|restd [ARGUMENT...]" >&2
    [ -z "${1-}" ] || echo "entrypoint: there is no role '$1'; a command is run by: login $1" >&2
    exit 2
}
refuse() {
    echo "entrypoint: $1" >&2
    exit 3
}
is_root() { [ "$(id -u)" = 0 ]; }
needs_root() { is_root || refuse "role $1 needs root: start the container with --user 0"; }
needs_file() { [ -r "$1" ] || refuse "$1 cannot be read by $(id -u): $2"; }
answers() { munge --no-input >/dev/null 2>&1; }

# as USER COMMAND...: as that user where we can choose, else as whoever we are.
as() {
    user=$1
    shift
    if is_root; then exec setpriv --reuid "$user" --regid "$user" --init-groups -- "$@"; else exec "$@"; fi
}

find_key() {
    for key in "${MUNGE_KEY_FILE-}" /run/secrets/munge.key /etc/munge/munge.key; do
        [ -z "$key" ] || [ ! -r "$key" ] || return 0
    done
    return 1
}

# munged wants a key that is its own and nobody else's; one that is mounted is whose it is on the host.
start_munged() {
    [ ! -S "$socket" ] || ! answers || return 0
    find_key || refuse "no munge key can be read: mount it to /run/secrets/munge.key, or the host's /run/munge"
    [ -d /run/munge ] || mkdir -m 1777 /run/munge
    own=/run/munge/.munged-$(id -u)
    rm -rf "$own"
    (umask 077 && mkdir "$own" && cat "$key" >"$own/key" && chmod 400 "$own/key")
    ! is_root || chown -R munge:munge "$own"
    as munge munged --foreground --force --socket "$socket" --key-file "$own/key" --seed-file "$own/seed" \
        --pid-file "$own/pid" &
    munged=$!
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        ! answers || return 0
        kill -0 "$munged" 2>/dev/null || refuse "munged does not start; it says above why"
        sleep 0.5
    done
    refuse "munged does not answer"
}

# A volume is root's when it is new.
own_folder() {
    mkdir -p "$1"
    ! is_root || chown slurm:slurm "$1"
}

# Signals go to the daemon. As the first process of the container we also wait for what others leave: slurmd's steps.
supervise() {
    "$@" &
    daemon=$!
    trap 'kill -TERM "$daemon"' TERM INT
    trap 'kill -HUP "$daemon"' HUP
    trap 'kill -USR2 "$daemon"' USR2
    status=0
    while :; do
        wait "$daemon" && status=0 || status=$?
        kill -0 "$daemon" 2>/dev/null || break
    done
    [ -z "$munged" ] || kill "$munged" 2>/dev/null || true
    exit "$status"
}

controller() {
    needs_file /etc/slurm/slurm.conf "mount the cluster's configuration to /etc/slurm"
    start_munged
    own_folder /var/spool/slurmctld
    own_folder /var/log/slurm
    own_folder /run/slurmctld
    supervise slurmctld -D "$@"
}

# slurmdbd wants a configuration that is its own; the database's password is put into that copy alone.
dbd() {
    needs_file /etc/slurm/slurmdbd.conf "mount it, readable for this user"
    password=${SLURMDBD_PASSWORD_FILE:-/run/secrets/slurmdbd_password}
    start_munged
    own_folder /var/log/slurm
    own_folder /run/slurmdbd
    rm -rf /run/slurmdbd/conf
    (
        umask 077
        mkdir /run/slurmdbd/conf
        cd /run/slurmdbd/conf
        cat /etc/slurm/slurmdbd.conf >slurmdbd.conf
        [ ! -r "$password" ] || printf '\nStoragePass=%s\n' "$(sed 's/[\\#]/\\&/g' "$password")" >>slurmdbd.conf
    )
    ! is_root || chown -R slurm:slurm /run/slurmdbd/conf
    export SLURM_CONF=/run/slurmdbd/conf/slurm.conf # slurmdbd.conf lies beside it
    supervise slurmdbd -D "$@"
}

compute() {
    needs_root compute
    [ -n "${SLURM_CONF_SERVER-}" ] || needs_file /etc/slurm/slurm.conf "mount it, or set SLURM_CONF_SERVER"
    start_munged
    mkdir -p /var/spool/slurmd /run/slurm /var/log/slurm
    # shellcheck disable=SC2086 # options are words
    supervise slurmd -D ${SLURM_CONF_SERVER:+--conf-server "$SLURM_CONF_SERVER"} ${SLURMD_OPTIONS-} "$@"
}

# Clients of a login node without a configuration take what sackd fetched.
start_sackd() {
    needs_root "login without /etc/slurm/slurm.conf"
    command -v sackd >/dev/null || refuse "this release has no sackd: mount /etc/slurm"
    mkdir -p /run/slurm
    sackd --conf-server "$SLURM_CONF_SERVER" &
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ ! -e /run/slurm/conf/slurm.conf ] || return 0
        sleep 0.5
    done
    refuse "sackd cannot have the configuration of $SLURM_CONF_SERVER"
}

login() {
    if find_key || [ -S "$socket" ]; then start_munged; fi
    if [ ! -r /etc/slurm/slurm.conf ] && [ -n "${SLURM_CONF_SERVER-}" ]; then start_sackd; fi
    [ $# = 0 ] || exec "$@"
    [ ! -t 0 ] || exec /bin/sh -l
    supervise sleep infinity
}

restd() {
    needs_file /etc/slurm/slurm.conf "mount the cluster's configuration to /etc/slurm"
    ! find_key || start_munged
    export SLURMRESTD_LISTEN="${SLURMRESTD_LISTEN:-0.0.0.0:6820}" # slurmrestd reads it; an argument would be one address more
    supervise as slurmrestd slurmrestd "$@"
}

[ $# -gt 0 ] || usage
role=$1
shift
case $role in
controller | dbd | compute | login | restd) "$role" "$@" ;;
*) usage "$role" ;;
esac
