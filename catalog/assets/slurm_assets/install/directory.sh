# sssd.conf: where users come from, if --org-id and --ldap-uri say so.
# shellcheck shell=sh

SSSD_CONF=/etc/sssd/sssd.conf

check_directory() {
    [ -n "$ORG_ID" ] || return 0
    [ -z "$BIND_PASSWORD_FILE" ] || [ -s "$BIND_PASSWORD_FILE" ] || refuse "--sssd-binder-password-file: $BIND_PASSWORD_FILE is empty, or is not there"
    [ ! -e "$ROOT$SSSD_CONF" ] || is_recorded "$SSSD_CONF" || refuse "$SSSD_CONF was not made by this script: move it away, or leave --org-id out"
    [ -e "$ROOT/usr/sbin/sssd" ] || [ "$HEAD" = 1 ] || refuse "SSSD is not installed: install sssd, or add --head-node-init"
}

write_directory() {
    [ -n "$ORG_ID" ] || return 0
    content=$(sssd_conf) || fail "could not write $SSSD_CONF"
    put_file "$SSSD_CONF" 600 0:0 "sssd's configuration" "$content" || return 0
    STALE="$STALE sssd"
}

# example.org -> dc=example,dc=org; a name with = is one already.
directory_base() {
    case $ORG_ID in
    *=*) printf '%s\n' "$ORG_ID" ;;
    *) printf 'dc=%s\n' "$ORG_ID" | sed 's/\./,dc=/g' ;;
    esac
}

# Debian starts them by sockets, which fail where the services are named.
explicit_services() { [ -e "$ROOT/etc/systemd/system/sssd.service.wants/sssd-nss.socket" ] || echo 'services = nss, pam'; }

sssd_conf() {
    base=$(directory_base)
    cat <<TEXT
[sssd]
domains = directory
$(explicit_services)
[domain/directory]
id_provider = ldap
auth_provider = ldap
ldap_uri = $LDAP_URI
ldap_search_base = $base
# No password goes over a connection that is not encrypted; with ldaps:// SSSD needs no StartTLS, and does none.
ldap_id_use_start_tls = true
ldap_tls_reqcert = demand
cache_credentials = true
enumerate = false
TEXT
    [ -n "$BIND_PASSWORD_FILE" ] || return 0
    IFS= read -r password <"$BIND_PASSWORD_FILE" || [ -n "$password" ] || return 1
    printf 'ldap_default_bind_dn = cn=sssd-binder,%s\nldap_default_authtok_type = password\nldap_default_authtok = %s\n' "$base" "$password"
}
