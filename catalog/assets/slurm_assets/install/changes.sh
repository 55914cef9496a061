# How the host is changed: each change is said, recorded for --uninstall, made at once, and left out with --check.
# shellcheck shell=sh disable=SC2034

NEWLINE='
'
TAB='	'
CHANGES=0
LEFTOVER='' # removed when the script ends, however it ends
STATUS=''   # empty: it ended where nobody expected it

say() { [ "$QUIET" = 1 ] || printf '%s\n' "$*"; }
note() { printf 'slurm_install.sh: %s\n' "$*" >&2; }

quit() {
    STATUS=$1
    exit "$1"
}

fail() {
    note "$*"
    quit 4
}

finish() {
    status=$?
    [ -z "$LEFTOVER" ] || rm -rf "$LEFTOVER"
    case $status in
    0 | 130 | 143) exit "$status" ;;
    esac
    [ -n "$STATUS" ] || note "stopped, because a command failed; what was done so far is listed above"
    exit "${STATUS:-4}"
}

require_root() {
    [ "$(id -u)" = 0 ] || {
        note "this needs root: run it by sudo"
        quit 6
    }
}

# perform VERB OBJECT COMMAND...: runs the command and says what it changed; with --check it says what it would change.
perform() {
    verb=$1 object=$2
    shift 2
    CHANGES=$((CHANGES + 1))
    if [ "$CHECK" = 1 ]; then
        say "would $verb $object"
        return
    fi
    "$@" || fail "could not $verb $object"
    case $verb in
    *e) say "${verb}d $object" ;;
    stop) say "stopped $object" ;;
    *) say "${verb}ed $object" ;;
    esac
}

# in_root COMMAND...: with the users and programs of the system that is installed to.
in_root() {
    if [ -n "$ROOT" ]; then chroot "$ROOT" "$@"; else "$@"; fi
}

root_has() { in_root sh -c "command -v $1" >/dev/null; }

# quietly COMMAND...: what it says is shown only if it fails. The lock is not its own: a daemon that it starts would keep it.
quietly() {
    said=$("$@" 2>&1 </dev/null 9>&-) || {
        printf '%s\n' "$said" >&2
        return 1
    }
}

# What a rename makes visible is on the disk before it. An image is not used before it is finished: it needs none of that.
sync_path() { [ -n "$ROOT" ] || sync "$1" 2>/dev/null || sync; }
sync_tree() { [ -n "$ROOT" ] || sync -f "$1" 2>/dev/null || sync; }

# put_file PATH MODE OWNER WHAT CONTENT. WHAT is recorded; empty: --uninstall leaves the file. The content may be a secret:
# it is an argument of functions alone, never of a program. Status 1: nothing changed.
put_file() {
    if [ -f "$ROOT$1" ] && [ "$(cat "$ROOT$1")" = "$5" ]; then return 1; fi
    if [ -e "$ROOT$1" ]; then put_verb=update; else put_verb=create; fi
    [ -z "$4" ] || record "$1" "$4"
    perform "$put_verb" "$1" write_file "$ROOT$1" "$2" "$3" "$5"
}

# write_file FILE MODE OWNER CONTENT: under a temporary name, which then becomes the file's.
write_file() {
    written=${1%/*}/.${1##*/}.slurm_install
    mkdir -p "${1%/*}" &&
        (umask 077 && printf '%s\n' "$4" >"$written") &&
        chown "$3" "$written" && chmod "$2" "$written" && sync_path "$written" && mv -f "$written" "$1"
}

# make_dir PATH MODE OWNER: only where it is not there yet.
make_dir() {
    [ -d "$ROOT$1" ] || perform create "$1" new_dir "$ROOT$1" "$2" "$3"
}
new_dir() { mkdir -p "$1" && chown "$3" "$1" && chmod "$2" "$1"; }

# make_link TARGET PATH WHAT
make_link() {
    [ "$(readlink "$ROOT$2")" != "$1" ] || return 0
    record "$2" "$3"
    perform create "$2" new_link "$1" "$ROOT$2"
}
new_link() { mkdir -p "${2%/*}" && ln -sfn "$1" "$2"; }

RECORD=/var/lib/slurm-factory/installed # PATH, a tab, what it is

# record PATH WHAT: before it is made, so that nothing is left unrecorded by a kill.
record() {
    [ "$CHECK" = 0 ] && ! is_recorded "$1" || return 0
    mkdir -p "$ROOT${RECORD%/*}" || fail "could not create ${RECORD%/*}"
    printf '%s\t%s\n' "$1" "$2" >>"$ROOT$RECORD" || fail "could not write $RECORD"
}
is_recorded() { recorded_paths | grep -qxF -e "$1"; }
recorded_paths() { [ ! -e "$ROOT$RECORD" ] || cut -d "$TAB" -f 1 "$ROOT$RECORD"; }
# A shared prefix is no file of ours, although it may be a link.
recorded_files() { [ ! -e "$ROOT$RECORD" ] || awk -F "$TAB" '/^\// && $2 != "shared" { print $1 }' "$ROOT$RECORD"; }
recorded_as() { [ ! -e "$ROOT$RECORD" ] || awk -F "$TAB" -v what="$1" '$2 == what { print $1 }' "$ROOT$RECORD"; }

# wait_for TENTHS COMMAND...: until it succeeds.
wait_for() {
    tenths=$1
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$tenths" -gt 0 ] || return 1
        if sleep 0.1 2>/dev/null; then tenths=$((tenths - 1)); else sleep 1 && tenths=$((tenths - 10)); fi
    done
}

# One run at a time: the lock is slurm-factory's own. With --check nothing is written, and none is taken.
take_lock() {
    [ "$CHECK" = 0 ] && can_write_prefix || return 0
    command -v flock >/dev/null || return 0 # check_host says what is missing
    mkdir -p "$DEST" || fail "could not create $PREFIX"
    exec 9>>"$DEST/.lock"
    flock -n 9 || {
        note "another run holds $PREFIX/.lock: wait until it has ended"
        quit 7
    }
}

# The nearest folder of PREFIX that exists.
existing_prefix() {
    existing=$DEST
    while [ ! -e "$existing" ]; do existing=${existing%/*} && existing=${existing:-/}; done
    printf '%s\n' "$existing"
}
# Not by `[ -w`: to busybox root may write everything, on a read-only file system too. No time of the folder changes.
can_write_prefix() {
    existing=$(existing_prefix)
    touch -c -r "$existing" "$existing" 2>/dev/null
}
