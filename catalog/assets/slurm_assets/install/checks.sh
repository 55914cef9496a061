# What is looked at before anything is changed. Every reason to refuse is said, each with its cure; then the status is 3.
# shellcheck shell=sh disable=SC2034

REFUSED=0
refuse() {
    note "refused: $*"
    REFUSED=1
}

check_host() {
    PLACE=1
    if [ "$SHARED" = 1 ] && ! can_write_prefix; then PLACE=0; fi
    check_tools
    check_platform
    if [ "$PLACE" = 1 ]; then check_place; else check_shared; fi
    check_other_slurm
    check_users
    check_munge_key
    check_units
    check_configuration
    check_services
    check_directory
    [ "$REFUSED" = 0 ] || quit 3
}

check_tools() {
    for tool in awk chown chmod cp cut dd df du flock grep head id mv readlink sed sha256sum stat touch tr; do
        command -v "$tool" >/dev/null || refuse "there is no $tool: install it (coreutils, util-linux, or busybox)"
    done
}

check_platform() {
    arch=$(json_string requirements.json arch)
    [ "$(uname -m)" = "$arch" ] || refuse "this bundle is for $arch, this machine is $(uname -m): take the bundle for it"
    [ -n "$ROOT" ] || check_processor "$(json_string requirements.json target)"
    glibc=$(json_string requirements.json glibc_floor)
    found=$(glibc_version)
    [ -n "$found" ] || refuse "the system has no glibc: this bundle needs $glibc"
    [ -z "$found" ] || version_at_least "$found" "$glibc" ||
        refuse "the system's glibc is $found, this bundle needs $glibc: take a bundle built for this OS or an older one"
}

# Of the system that is installed to; a small one has no getconf, but its C library says what it is.
glibc_version() {
    # shellcheck disable=SC2016 # for the shell in there
    in_root sh -c 'getconf GNU_LIBC_VERSION && exit
        for libc in /lib/*-linux-gnu/libc.so.6 /lib64/libc.so.6; do [ ! -x "$libc" ] || exec "$libc"; done' 2>/dev/null |
        sed -n 's/^glibc \([0-9.]*\)$/\1/p; s/^GNU C Library.* version \([0-9]*\.[0-9]*\).*/\1/p'
}

# By their first two numbers: 2.36 against 2.4, 24.11.5 against 24.05.1.
version_at_least() {
    awk -v have="$1" -v need="$2" 'BEGIN {
        split(have, h, "."); split(need, n, ".")
        exit !(h[1] + 0 > n[1] + 0 || h[1] + 0 == n[1] + 0 && h[2] + 0 >= n[2] + 0)
    }'
}

# Levels of the x86-64 psABI, by the names of /proc/cpuinfo.
check_processor() {
    flags='cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3'
    case $1 in
    x86_64_v2) ;;
    x86_64_v3) flags="$flags avx avx2 bmi1 bmi2 f16c fma abm movbe xsave" ;;
    x86_64_v4) flags="$flags avx avx2 bmi1 bmi2 f16c fma abm movbe xsave avx512f avx512bw avx512cd avx512dq avx512vl" ;;
    *) return 0 ;;
    esac
    has=" $(sed -n 's/^flags[^:]*: *//p' /proc/cpuinfo | head -n 1) " missing=''
    for flag in $flags; do
        case $has in
        *" $flag "*) ;;
        *) missing="$missing $flag" ;;
        esac
    done
    [ -z "$missing" ] || refuse "this processor is no $1, it lacks$missing: take a bundle for an older target"
}

check_place() {
    [ "$SHARED" = 1 ] || can_write_prefix || refuse "$PREFIX cannot be written: is it a shared file system? Then add --shared"
    problem=$(prefixes_without_room)
    [ -z "$problem" ] || usage_error "--prefix: $problem"
    check_downgrade
    [ ! -d "$DEST/$BUILD" ] || return 0
    needed=$(($(du -sk "$BUNDLE" | cut -f 1) + 20480))
    free=$(df -Pk "$(existing_prefix)" 2>/dev/null | awk 'NR > 1 { print $(NF - 2) }') # nothing: it cannot be told
    [ "${free:-$needed}" -ge "$needed" ] || refuse "$PREFIX has $free KiB free, $needed are needed: make room, or choose another --prefix"
    bad=$(bad_files "$BUNDLE" others | head -n 3 | tr '\n' ' ')
    [ -z "$bad" ] || refuse "files of $BUNDLE are missing or changed ($bad...): unpack the tarball again"
}

check_shared() {
    [ -x "$DEST/current/view/sbin/slurmd" ] ||
        refuse "$PREFIX cannot be written and has no current build: run this first on a node that can write it"
}

# No release reads the state that a newer one has written. How far back an upgrade may reach, slurm-factory install knows.
check_downgrade() {
    [ -e "$DEST/current/manifest/capabilities.json" ] && [ -z "$ROOT" ] || return 0
    current=$(sed -n 's/^ *"slurm": "\([^"]*\)".*/\1/p' "$DEST/current/manifest/capabilities.json" | head -n 1)
    state=$(conf_value slurm.conf StateSaveLocation /var/spool/slurmctld)
    if [ -e "$state/job_state" ] && ! version_at_least "$VERSION" "$current"; then
        refuse "Slurm $current has written $state, which $VERSION may not read: restore a backup of it first, then remove $state/job_state"
    fi
}

# A Slurm of another origin gets in the way by PATH, by units of the same name and by its own plugins.
check_other_slurm() {
    for file in /usr/sbin/slurmctld /usr/sbin/slurmd /usr/sbin/slurmdbd /usr/bin/srun /usr/bin/sinfo /usr/local/sbin/slurmd /usr/local/bin/srun; do
        [ -e "$ROOT$file" ] || continue
        owner=$(in_root dpkg -S "$file" 2>/dev/null || in_root rpm -qf "$file" 2>/dev/null) || owner='no package'
        refuse "another Slurm is here: $file (${owner%%:*}); remove it first"
        return
    done
}

# Files in the places of our units that we did not write: an admin's own, or another installation's.
check_units() {
    for unit in $(units); do
        file=/etc/systemd/system/$unit.service
        [ ! -e "$ROOT$file" ] || is_recorded "$file" ||
            refuse "$file was not made by this script: move it away, and put changes of yours into $file.d/"
    done
}

# What is in /etc/slurm already must agree with what was asked for: it is not overwritten.
check_configuration() {
    has=$(conf_value slurm.conf ClusterName '')
    if [ -n "$has" ] && [ "${CLUSTER:-$has}" != "$has" ]; then
        refuse "/etc/slurm/slurm.conf has ClusterName=$has, not $CLUSTER: leave --cluster-name out, or move the file away"
    fi
    if units | grep -qx sackd && [ ! -e "$BUNDLE/view/sbin/sackd" ]; then
        refuse "Slurm $VERSION has no sackd: copy the controller's slurm.conf to /etc/slurm and leave --conf-server out"
    fi
    [ -z "$CONF_SERVER" ] || check_options_of slurmd
    [ -z "$CONF_SERVER" ] || check_options_of sackd
}

check_options_of() {
    options=$(options_folder)/$1
    [ -e "$ROOT$options" ] && ! is_recorded "$options" || return 0
    grep -q -e "--conf-server[ =]$CONF_SERVER" "$ROOT$options" ||
        refuse "$options is yours and does not name the controller: add --conf-server $CONF_SERVER to it, or move it away"
}

check_services() {
    [ "$START" = 1 ] || return 0
    if has_role controller && [ "$FULL" = 0 ] && [ ! -e /etc/slurm/slurm.conf ]; then
        refuse "there is no /etc/slurm/slurm.conf to start slurmctld with: --full-init --cluster-name NAME makes one"
    fi
    if has_role dbd && [ "$FULL" = 0 ] && [ ! -e /etc/slurm/slurmdbd.conf ]; then
        refuse "there is no /etc/slurm/slurmdbd.conf to start slurmdbd with: --full-init makes one"
    fi
    [ -d /run/systemd/system ] || refuse "systemd does not run here: without it nothing can be started (leave --start-services out)"
    has_role dbd && [ "$HEAD" = 0 ] && [ ! -e /etc/slurm/slurmdbd.conf ] || return 0
    [ -n "$(database_unit)" ] ||
        refuse "there is no MariaDB or MySQL for accounting: --head-node-init installs it; or --role controller,compute"
}
