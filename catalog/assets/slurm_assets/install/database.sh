# --head-node-init: packages of the distribution. With the role dbd: the accounting database, where MariaDB or MySQL runs.
# shellcheck shell=sh

database_unit() {
    for unit in mariadb mysql mysqld; do
        for folder in /etc/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
            [ ! -e "$ROOT$folder/$unit.service" ] || { echo "$unit" && return; }
        done
    done
}

database_client() { command -v mariadb || command -v mysql; }

install_packages() {
    [ "$HEAD" = 1 ] || return 0
    tune_database
    missing=''
    [ -n "$(database_unit)" ] || missing=' mariadb-server'
    [ -e /usr/sbin/sssd ] || missing="$missing sssd"
    [ -z "$missing" ] || perform install "packages:$missing" get_packages
}

get_packages() {
    # shellcheck disable=SC2086 # several packages
    if command -v apt-get >/dev/null; then
        quietly apt_install $missing || { quietly apt-get -q update && quietly apt_install $missing; }
    elif command -v dnf >/dev/null; then
        quietly dnf -q -y install $missing
    else
        note "neither apt-get nor dnf is here: install$missing yourself, then leave --head-node-init out"
        return 1
    fi
}
apt_install() { DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@"; }

# What slurmdbd asks for: a pool that holds its tables, and time for long transactions. A quarter of the memory, 4 GiB at most.
tune_database() {
    folder=/etc/my.cnf.d
    ! command -v apt-get >/dev/null || folder=/etc/mysql/mariadb.conf.d
    pool=$(awk '/^MemTotal:/ { mib = int($2 / 4096); print(mib > 4096 ? 4096 : (mib < 128 ? 128 : mib)) }' /proc/meminfo)
    [ ! -e "$folder/60-slurm.cnf" ] || return 0
    put_file "$folder/60-slurm.cnf" 644 0:0 "database's settings" "[mysqld]
innodb_buffer_pool_size=${pool}M
innodb_lock_wait_timeout=900"
    [ -z "$(database_unit)" ] || STALE="$STALE $(database_unit)"
}

make_database() {
    { has_role dbd && [ -z "$ROOT" ] && [ "$START$HEAD" != 00 ]; } || return 0
    [ "$CHECK" = 1 ] || [ -n "$(conf_value slurmdbd.conf StoragePass '')" ] || return 0
    case $(conf_value slurmdbd.conf StorageHost localhost) in
    localhost | 127.0.0.1 | "$(uname -n)") ;;
    *) return 0 ;;
    esac
    [ "$CHECK" = 1 ] || start_database
    database_answers || perform create "database slurm_acct_db" run_sql
}

start_database() {
    unit=$(database_unit)
    [ -n "$unit" ] || fail "there is no MariaDB or MySQL: --head-node-init installs it"
    systemctl is-enabled -q "$unit" || perform enable "$unit" systemctl -q enable "$unit"
    if is_stale "$unit"; then
        perform restart "$unit" systemctl restart "$unit"
    elif ! systemctl is-active -q "$unit"; then
        perform start "$unit" systemctl start "$unit"
    fi
}

# Whether slurmdbd could work with it. Its password goes by standard input.
database_answers() {
    [ -r /etc/slurm/slurmdbd.conf ] && client=$(database_client) || return 1
    "$client" --defaults-extra-file=/dev/stdin -e 'SELECT 1' "$(conf_value slurmdbd.conf StorageLoc slurm_acct_db)" >/dev/null 2>&1 <<TEXT
[client]
user=$(conf_value slurmdbd.conf StorageUser slurm)
password="$(conf_value slurmdbd.conf StoragePass '' | sed 's/[\\"]/\\&/g')"
TEXT
}

run_sql() {
    [ "$(conf_value slurmdbd.conf StorageUser slurm)/$(conf_value slurmdbd.conf StorageLoc slurm_acct_db)" = slurm/slurm_acct_db ] || {
        note "slurmdbd.conf names another user or database than slurm and slurm_acct_db: make them by hand"
        return 1
    }
    account_sql | "$(database_client)" && database_answers
}

# As in slurmdbd_conf the password is an argument of no program.
account_sql() {
    password=$(conf_value slurmdbd.conf StoragePass '' | sed "s/[\\\\']/\\\\&/g")
    while IFS= read -r line; do
        case $line in
        *"'CHANGE'"*) printf '%s%s%s\n' "${line%CHANGE*}" "$password" "${line##*CHANGE}" ;;
        *) printf '%s\n' "$line" ;;
        esac
    done <"$HERE/mysql/slurm_acct_db.sql"
}
