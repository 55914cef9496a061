# Files in /etc/slurm from the templates, never over one that is there; the daemons' options; what else belongs in /etc.
# shellcheck shell=sh disable=SC2153 # the names of options.sh

# conf_value FILE KEY DEFAULT: as Slurm reads it: keys in any case, the last line counts, after a backslash # is no comment.
conf_value() {
    value=$(awk -v key="$2" '
        { gsub(/\\\\/, "\001"); gsub(/\\#/, "\002"); sub(/#.*/, ""); gsub(/\\/, ""); gsub(/\002/, "#"); gsub(/\001/, "\\") }
        { split($0, part, /[= \t]+/); name = part[1] == "" ? part[2] : part[1] }
        tolower(name) == tolower(key) { sub(/^[^=]*=[ \t]*/, ""); sub(/[ \t]+$/, ""); value = $0 }
        END { if (value ~ /^".*"$/) value = substr(value, 2, length(value) - 2); print value }' "$ROOT/etc/slurm/$1" 2>/dev/null) || value=''
    printf '%s\n' "${value:-$3}"
}

write_configuration() {
    [ "$FULL" = 0 ] || [ -n "$CONF_SERVER" ] || write_templates
    [ -z "$ROLES" ] || write_options
    write_system_files
}

write_templates() {
    if has_role controller; then
        new_config slurm.conf 644 0:0 slurm_conf
        new_config cgroup.conf 644 0:0 cgroup_conf
    fi
    ! has_role dbd || new_config slurmdbd.conf 600 "$(owner_of slurm)" slurmdbd_conf
    if has_role controller && has_role restd; then make_jwt_key; fi
}

# new_config NAME MODE OWNER COMMAND: its output becomes /etc/slurm/NAME, if that is not there.
new_config() {
    [ ! -e "$ROOT/etc/slurm/$1" ] || return 0
    content=$($4) || fail "could not write $1"
    put_file "/etc/slurm/$1" "$2" "$3" '' "$content"
}

cgroup_conf() { cat "$HERE/slurm/cgroup.conf.template"; }

this_host() { host=$(uname -n) && printf '%s\n' "${host%%.*}"; }

node_lines() {
    lines=$NODES
    [ -n "$lines" ] || lines=$("$BUNDLE/view/sbin/slurmd" -C | grep '^NodeName=') || {
        note "slurmd -C does not say what this host has: give it by --nodes"
        return 1
    }
    printf '%s\n' "$lines" | sed '/State=/!s/$/ State=UNKNOWN/'
}

slurm_conf() {
    described=$(node_lines) || return 1
    rest=0 dbd=0 mail=0
    ! root_has mail || mail=1
    ! has_role dbd || dbd=1
    ! has_role restd || rest=1
    described=$described awk -v cluster="$CLUSTER" -v controller="${CONTROLLER:-$(this_host)}" -v dbd="$dbd" -v rest="$rest" -v mail="$mail" '
        /^# Copy it to / { next }
        { sub(/^# CHANGE: /, "# ") }
        dbd && /^#AccountingStorage(Type|Host)=/ || rest && /^#AuthAlt/ { sub(/^#/, "") }
        /^#MailProg=/ && !mail { sub(/^#/, "") }
        /^ClusterName=/ { $0 = "ClusterName=" cluster }
        /^SlurmctldHost=/ { $0 = "SlurmctldHost=" controller }
        /^AccountingStorageHost=/ { $0 = "AccountingStorageHost=" controller }
        /^DefMemPerCPU=/ { $0 = "DefMemPerCPU=" default_memory(1024) }
        /^NodeName=/ { $0 = ENVIRON["described"] }
        { print }
        # What every node has for each of its processors, and no more than MOST: else a job fits nowhere.
        function default_memory(most,    line, count, i, memory, processors) {
            count = split(ENVIRON["described"], line, "\n")
            for (i = 1; i <= count; i++) {
                memory = number(line[i], "RealMemory=")
                processors = number(line[i], "CPUs=")
                if (memory && processors && memory / processors < most) most = int(memory / processors)
            }
            return most
        }
        function number(line, key) {
            return match(line, key "[0-9]+") ? substr(line, RSTART + length(key), RLENGTH - length(key)) + 0 : 0
        }
        ' "$HERE/slurm/slurm.conf.template"
}

random_text() { head -c 4096 /dev/urandom | tr -dc A-Za-z0-9 | head -c "$1"; }

# The password is made here, and goes from shell to file: no program has it among its arguments.
slurmdbd_conf() {
    password=$(random_text 32)
    while IFS= read -r line; do
        case $line in
        '# Copy it to '*) ;;
        '# CHANGE: '*) printf '# %s\n' "${line#\# CHANGE: }" ;;
        StoragePass=*) printf 'StoragePass=%s\n' "$password" ;;
        '#AuthAlt'*) if has_role restd; then printf '%s\n' "${line#\#}"; else printf '%s\n' "$line"; fi ;;
        *) printf '%s\n' "$line" ;;
        esac
    done <"$HERE/slurm/slurmdbd.conf.template"
}

# What signs the tokens that slurmrestd takes; slurmctld's alone.
make_jwt_key() {
    jwt=$(conf_value slurm.conf StateSaveLocation /var/spool/slurmctld)/jwt_hs256.key
    [ -e "$ROOT$jwt" ] || perform create "$jwt" new_jwt_key
}
new_jwt_key() { write_file "$ROOT$jwt" 600 "$(owner_of slurm)" "$(random_text 64)"; }

# Where the distribution keeps daemons' options; the units read both places.
options_folder() { if [ -d "$ROOT/etc/sysconfig" ]; then echo /etc/sysconfig; else echo /etc/default; fi; }

write_options() {
    [ -n "$CONF_SERVER" ] || return 0
    ! units | grep -qx slurmd || write_daemon_options slurmd SLURMD_OPTIONS
    ! units | grep -qx sackd || write_daemon_options sackd SACKD_OPTIONS
}

# An admin's own file is left alone: check_configuration has refused one that does not name the controller.
write_daemon_options() {
    file=$(options_folder)/$1
    if [ -e "$ROOT$file" ] && ! is_recorded "$file"; then return 0; fi
    ! put_file "$file" 644 0:0 options "# Written by slurm_install.sh, also the next time. Other options: systemctl edit $1
$2='--conf-server $CONF_SERVER'" || STALE="$STALE $1"
}

# put_asset FOLDER FILE: an asset with the real prefix in it.
put_asset() {
    content=$(sed "s,/opt/slurm/,$PREFIX/,g" "$HERE/$1/$2") || fail "could not read $1/$2"
    if [ -e "$ROOT/etc/$1/$2" ] && ! is_recorded "/etc/$1/$2"; then return 0; fi
    put_file "/etc/$1/$2" 644 0:0 "$1" "$content" || :
}

write_system_files() {
    [ -n "$ROLES" ] || return 0
    put_asset profile.d slurm.sh
    [ "$ROLES" = " login" ] || put_asset logrotate.d slurm
    put_asset tmpfiles.d slurm.conf
}
