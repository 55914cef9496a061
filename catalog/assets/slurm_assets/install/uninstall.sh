# --uninstall: what the record names, and the builds below PREFIX. The cluster's own things stay.
# shellcheck shell=sh

uninstall() {
    [ "$SHARED" = 1 ] || [ -n "$ROOT" ] || check_steps
    stop_units
    remove_recorded
    is_shared || remove_builds
    [ ! -e "$ROOT$RECORD" ] || perform remove "$RECORD" remove_record
    if [ "$CHANGES" = 0 ]; then say "nothing to do"; else say_what_stays; fi
}

is_shared() { [ "$SHARED" = 1 ] || [ "$(recorded_as shared)" = "$PREFIX" ]; }

# A job's slurmstepd runs from the build that it was started from.
check_steps() {
    for process in $(stepds); do
        is_keeper "$process" || { note "refused: jobs run on this node (process $process): drain it and wait for them" && quit 3; }
    done
}

# The kernel names a program without links, which PREFIX may have.
stepds() {
    real=$(readlink -f "$DEST")
    for process in /proc/[0-9]*; do
        case $(readlink "$process/exe") in
        "$real"/*/slurmstepd) printf '%s\n' "${process#/proc/}" ;;
        esac
    done
}

# With cgroup v2 slurmd starts `slurmstepd infinity`, which keeps the scope of its steps, and outlives it. It is no job.
is_keeper() { tr '\0' ' ' <"/proc/$1/cmdline" | grep -q 'slurmstepd infinity'; }

stop_keepers() {
    for process in $(stepds); do
        ! is_keeper "$process" || perform stop "slurmstepd infinity" kill "$process"
    done
}

stop_units() {
    [ -z "$ROOT" ] && [ -d /run/systemd/system ] || return 0
    # Those who need others were installed after them.
    for file in $(recorded_as unit | awk '{ line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }'); do
        unit=${file##*/}
        ! systemctl is-active -q "$unit" || perform stop "$unit" systemctl stop "$unit"
    done
    stop_keepers
}

remove_recorded() {
    for path in $(recorded_files); do
        if [ -f "$ROOT$path" ] || [ -L "$ROOT$path" ]; then perform remove "$path" rm -f "$ROOT$path"; fi
    done
    [ -z "$(recorded_as user)" ] || ! entry passwd slurmrestd >/dev/null || perform remove "user slurmrestd" remove_user slurmrestd
    [ "$CHECK" = 1 ] || [ -n "$ROOT" ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload
}

remove_builds() {
    if [ -L "$DEST/current" ] || [ -d "$DEST/generations" ]; then remove_generations; fi
    if [ "$CHECK" = 1 ] || [ ! -d "$DEST" ]; then return; fi
    rm -f "$DEST/.lock"
    rmdir "$DEST" 2>/dev/null || note "$PREFIX has files that are not this script's: they stay"
}

remove_generations() {
    perform remove "$PREFIX/current" rm -f "$DEST/current"
    for build in "$DEST"/*-????????; do
        [ ! -e "$build/manifest/files.json" ] || perform remove "$PREFIX/${build##*/}" rm -rf "$build"
    done
    perform remove "$PREFIX/generations" rm -rf "$DEST/generations"
    [ "$CHECK" = 1 ] || rm -rf "$DEST"/.new-* "$DEST"/.current.*
}

remove_record() { rm -f "$ROOT$RECORD" && { rmdir "$ROOT${RECORD%/*}" 2>/dev/null || :; }; }

say_what_stays() {
    say "left: /etc/slurm, state in /var/spool, logs in /var/log/slurm, the database, the users slurm and munge, munge's key, packages of the distribution"
}
