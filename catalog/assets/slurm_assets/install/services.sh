# Units of the roles: written, enabled, started in the order in which they need one another.
# shellcheck shell=sh

STALE='' # services whose unit, options or key changed in this run
WANTS=/etc/systemd/system/multi-user.target.wants

units() {
    [ -n "$ROLES" ] || return 0
    [ "$OWN_MUNGE" = 0 ] || echo munge
    ! has_role dbd || echo slurmdbd
    ! has_role controller || echo slurmctld
    ! has_role compute || echo slurmd
    ! has_role restd || echo slurmrestd
    # slurmd fetches the configuration for its host; where there is none, sackd does (Slurm 23.11 and newer have it).
    if has_role login && ! has_role compute && [ -n "$CONF_SERVER" ]; then echo sackd; fi
}

install_units() {
    [ "$OWN_MUNGE" = 1 ] || [ -z "$ROLES" ] || enable_packaged munge
    [ -z "$ORG_ID" ] || enable_packaged sssd
    for unit in $(units); do
        content=$(rendered_unit "$unit") || fail "there is no unit $unit"
        file=/etc/systemd/system/$unit.service
        ! put_file "$file" 644 0:0 unit "$content" || STALE="$STALE $unit"
        enable_unit "$unit" "$file"
    done
    if [ "$CHECK" = 0 ] && [ -n "$STALE" ] && [ -z "$ROOT" ] && [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
}

# enable_packaged UNIT: the distribution's, which may be enabled already.
enable_packaged() {
    [ ! -L "$ROOT$WANTS/$1.service" ] || return 0
    for folder in /usr/lib/systemd/system /lib/systemd/system; do
        [ -e "$ROOT$folder/$1.service" ] || continue
        enable_unit "$1" "$folder/$1.service"
        return
    done
}

# Slurm tells systemd that it is ready where it knows --systemd (23.02 and newer, not slurmdbd and slurmrestd).
rendered_unit() {
    notify='s/^Type=notify/Type=simple/;s/ --systemd / -D /'
    ! grep -q -e '--systemd' "$BUNDLE/view/sbin/$1" 2>/dev/null || notify=''
    sed "s,/opt/slurm/,$PREFIX/,g;s,=/opt/slurm\$,=$PREFIX,;$notify" "$HERE/defaults/$1.service"
}

# What systemctl enable does, also in an image.
enable_unit() { make_link "$2" "$WANTS/$1.service" link; }

is_stale() {
    case "$STALE " in
    *" $1 "*) return 0 ;;
    esac
    return 1
}

# Whether a daemon runs from another build than the current one.
runs_another_build() {
    program=$1
    [ "$1$OWN_MUNGE" != munge1 ] || program=munged
    [ -x "$VIEW/sbin/$program" ] && process=$(systemctl show -p MainPID --value "$1") && [ "${process:-0}" != 0 ] &&
        [ "$(readlink "/proc/$process/exe")" != "$(readlink -f "$VIEW/sbin/$program")" ]
}

start_services() {
    [ "$START" = 1 ] || return 0
    [ -z "$ROLES" ] || [ "$OWN_MUNGE" = 1 ] || start_service munge
    [ -z "$ORG_ID" ] || start_service sssd
    for unit in $(units); do
        start_service "$unit"
        [ "$unit" != slurmdbd ] || await_slurmdbd
    done
}

start_service() {
    if ! systemctl is-active -q "$1"; then
        action=start
    elif is_stale "$1" || runs_another_build "$1"; then
        action=restart
    else
        return 0
    fi
    perform "$action" "$1" start_or_say_why "$action" "$1"
}

start_or_say_why() { systemctl "$1" "$2" || service_failed "$2" "$1"; }

service_failed() {
    note "could not $2 $1; its last lines:"
    systemctl status --no-pager --lines=20 "$1" >&2 || :
    quit 5
}

# slurmctld's first start needs an answer of slurmdbd. Listening: state 0A in /proc/net, the port in hexadecimal.
await_slurmdbd() {
    [ "$CHECK" = 0 ] || return 0
    port=$(printf '%04X' "$(conf_value slurmdbd.conf DbdPort 6819)")
    wait_for 600 listens_or_ended "$port" || :
    systemctl is-active -q slurmdbd || service_failed slurmdbd start
    listens "$port" || {
        note "slurmdbd does not answer yet: after an upgrade it converts the database, which may take hours; /var/log/slurm/slurmdbd.log says when it is done: then run this again"
        quit 5
    }
}
listens_or_ended() { listens "$1" || ! systemctl is-active -q slurmdbd; }
# A host without IPv6 has no tcp6, for which an awk may give up.
listens() { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v port=":$1\$" '$2 ~ port && $4 == "0A" { found = 1 } END { exit !found }'; }
