# The user slurm (slurmctld, slurmdbd, sackd), slurmrestd's own, munge's where the distribution has no munge.
# shellcheck shell=sh

DEFAULT_ID=981

# entry DATABASE KEY: the line of passwd or group that has this name or number; also of LDAP where that is set up.
entry() {
    in_root getent "$1" "$2" 2>/dev/null || awk -F : -v key="$2" '$1 == key || $3 == key { print; found = 1; exit } END { exit !found }' "$ROOT/etc/$1"
}
number_of() { entry "$1" "$2" | cut -d : -f 3; }

# UID:GID, for chown in another root as well. With --check the user may not be there yet.
owner_of() { entry passwd "$1" | cut -d : -f 3,4 | grep . || echo 0:0; }

check_users() {
    [ -n "$ROLES" ] || return 0
    check_number passwd uid "$SLURM_UID"
    check_number group gid "$SLURM_GID"
    if [ -n "$(number_of passwd slurm)" ]; then check_owners; fi
}

# check_number DATABASE OPTION NUMBER: users who are there keep their number, and nobody's number is taken.
check_number() {
    is=$(number_of "$1" slurm) || is=''
    if [ -n "$is" ]; then
        [ "${3:-$is}" = "$is" ] || refuse "slurm's $2 is $is, not $3: nobody is renumbered; leave --$2 out, or change it on this node by hand"
        return
    fi
    taken=$(entry "$1" "${3:-$DEFAULT_ID}" | cut -d : -f 1) || taken=''
    [ -z "$taken" ] || refuse "$2 ${3:-$DEFAULT_ID} belongs to $taken: choose one by --$2 that is free on all nodes"
}

# Slurm does not create its folders' parents, and cannot use what another user made.
check_owners() {
    for folder in $(slurm_folders); do
        [ ! -d "$ROOT$folder" ] || [ "$(stat -c %u "$ROOT$folder")" = "$(number_of passwd slurm)" ] ||
            refuse "$folder does not belong to slurm: chown -R slurm: $folder"
    done
}

make_users() {
    [ -n "$ROLES" ] || return 0
    make_user slurm /var/lib/slurm "${SLURM_UID:-$DEFAULT_ID}" "${SLURM_GID:-$DEFAULT_ID}"
    ! has_role restd || make_user slurmrestd /nonexistent
    [ "$OWN_MUNGE" = 0 ] || make_user munge /var/lib/munge
}

# make_user NAME HOME [UID GID]
make_user() {
    entry group "$1" >/dev/null || perform create "group $1" new_group "$1" "${4:-}"
    ! entry passwd "$1" >/dev/null || return 0
    [ "$1" != slurmrestd ] || record "user slurmrestd" user
    perform create "user $1" new_user "$1" "$2" "${3:-}"
}

new_group() {
    if root_has groupadd; then
        in_root groupadd --system ${2:+--gid "$2"} "$1"
    else
        in_root addgroup -S ${2:+-g "$2"} "$1"
    fi
}

new_user() {
    shell=/usr/sbin/nologin
    [ -e "$ROOT$shell" ] || shell=/sbin/nologin
    if root_has useradd; then
        # It warns that a number of our choice is no system user's.
        quietly in_root useradd --system --no-create-home ${3:+--uid "$3"} --gid "$1" --home-dir "$2" --shell "$shell" "$1"
    else
        in_root adduser -S -D -H ${3:+-u "$3"} -G "$1" -h "$2" -s "$shell" "$1"
    fi
}

remove_user() {
    if root_has userdel; then in_root userdel "$1"; else in_root deluser "$1"; fi
}

# What slurm must own: where slurm.conf says, else where its template does.
slurm_folders() {
    printf '/var/log/slurm\n'
    ! has_role controller || conf_value slurm.conf StateSaveLocation /var/spool/slurmctld
}

make_folders() {
    [ -n "$ROLES" ] || return 0
    slurm=$(owner_of slurm)
    make_dir /etc/slurm 755 0:0
    for folder in $(slurm_folders); do
        case $folder in
        */log/*) make_dir "$folder" 755 "$slurm" ;;
        *) make_dir "$folder" 700 "$slurm" ;;
        esac
    done
    ! has_role compute || make_dir "$(conf_value slurm.conf SlurmdSpoolDir /var/spool/slurmd)" 755 0:0
}
