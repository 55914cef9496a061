# The command line: what was asked for, in variables that the other files read.
# shellcheck shell=sh disable=SC2034

PREFIX=/opt/slurm
ROOT='' ROLES='' CLUSTER='' CONTROLLER='' NODES='' CONF_SERVER='' MUNGE_KEY=''
SLURM_UID='' SLURM_GID='' ORG_ID='' LDAP_URI='' BIND_PASSWORD_FILE=''
FULL=0 START=0 NO_START=0 HEAD=0 SHARED=0 CHECK=0 UNINSTALL=0 QUIET=0

usage() {
    cat <<'TEXT'
Usage: slurm_install.sh [OPTION...]

Installs this bundle below PREFIX beside what is there, points PREFIX/current at it, and gives the host what its roles
need. Each change is one line; a second run says "nothing to do". Files in /etc/slurm are never overwritten.

  --role ROLE            controller, dbd, compute, login or restd; may be repeated, or a list with commas
  --full-init            configuration from the templates too; roles, if none is given: controller,dbd,compute
  --cluster-name NAME    of slurm.conf
  --controller HOST      of slurm.conf: the controller's short name; this host if not given
  --nodes 'LINE'         of slurm.conf: a NodeName line without the keyword, may be repeated; this host if not given
  --conf-server HOST     compute, login: configuration comes from this controller (HOST[:PORT]), not from /etc/slurm
  --munge-key-file FILE  the cluster's key for munge; never replaces one
  --start-services       starts what is installed, and restarts what an upgrade or a changed unit concerns
  --no-start             starts nothing (as without --start-services)
  --head-node-init       MariaDB and SSSD from the distribution; starts MariaDB and makes the database
  --org-id ID --ldap-uri URI [--sssd-binder-password-file FILE]
                         sssd.conf: users come from this directory. ID is the base (dc=example,dc=org, or example.org);
                         with a password it is searched as cn=sssd-binder,BASE, else anonymously
  --uid N --gid N        numbers of the user and group slurm, the same on all nodes (981); users are never renumbered
  --prefix DIR           where builds lie (/opt/slurm)
  --shared               PREFIX is a shared file system: a node that cannot write there uses what is there
  --root DIR             installs into the image of a system below DIR; starts nothing there
  --check                says what would change, and changes nothing
  --uninstall            removes what this script made; configuration, state, logs and the database stay
  --quiet, --help, --version

Exit status: 0 done, or nothing to do; 2 wrong options; 3 refused before anything was changed, with every reason;
4 a step failed; 5 a service did not start; 6 not root; 7 another run holds PREFIX/.lock.

Examples:
  slurm_install.sh --full-init --cluster-name lab --head-node-init --start-services
  slurm_install.sh --role compute --conf-server head --munge-key-file munge.key --start-services
  slurm_install.sh --role compute --conf-server head --root /srv/image
TEXT
}

usage_error() {
    printf 'slurm_install.sh: %s\nslurm_install.sh --help shows the options.\n' "$*" >&2
    quit 2
}

parse_options() {
    while [ $# -gt 0 ]; do
        case $1 in
        --*=*)
            value=${1#*=} option=${1%%=*}
            shift
            set -- "$option" "$value" "$@"
            ;;
        --full-init | --start-services | --no-start | --head-node-init | --shared | --check | --uninstall | --quiet)
            set_flag "$1"
            shift
            ;;
        --help | -h)
            usage
            quit 0
            ;;
        --version)
            read_bundle
            printf 'slurm_install.sh of Slurm %s (%s)\n' "$VERSION" "$BUILD"
            quit 0
            ;;
        --*)
            [ $# -ge 2 ] || usage_error "$1 is unknown, or lacks its value"
            set_value "$1" "$2"
            shift 2
            ;;
        *) usage_error "unexpected argument: $1" ;;
        esac
    done
    check_options
}

set_flag() {
    case $1 in
    --full-init) FULL=1 ;;
    --start-services) START=1 ;;
    --no-start) NO_START=1 ;;
    --head-node-init) HEAD=1 ;;
    --shared) SHARED=1 ;;
    --check) CHECK=1 ;;
    --uninstall) UNINSTALL=1 ;;
    --quiet) QUIET=1 ;;
    esac
}

set_value() {
    case $2 in
    *"$NEWLINE"*) usage_error "$1: a value has one line" ;;
    esac
    case $1 in
    --role) add_roles "$2" ;;
    --cluster-name) CLUSTER=$(checked "$1" "$2" 'A-Za-z0-9_-') || quit $? ;;
    --controller) CONTROLLER=$(checked "$1" "$2" 'A-Za-z0-9._-') || quit $? ;;
    --conf-server) CONF_SERVER=$(checked "$1" "$2" 'A-Za-z0-9._:,-') || quit $? ;;
    --uid) SLURM_UID=$(checked "$1" "$2" '0-9') || quit $? ;;
    --gid) SLURM_GID=$(checked "$1" "$2" '0-9') || quit $? ;;
    --org-id) ORG_ID=$(checked "$1" "$2" 'A-Za-z0-9=,._ -') || quit $? ;;
    --ldap-uri) LDAP_URI=$(checked "$1" "$2" 'A-Za-z0-9:/.,_-') || quit $? ;;
    --nodes) NODES=$NODES${NODES:+$NEWLINE}NodeName=${2#NodeName=} ;;
    --munge-key-file) MUNGE_KEY=$2 ;;
    --sssd-binder-password-file) BIND_PASSWORD_FILE=$2 ;;
    --prefix) PREFIX=$(folder "$1" "$2") || quit $? ;;
    --root) ROOT=$(folder "$1" "$2") || quit $? ;;
    *) usage_error "unknown option: $1" ;;
    esac
}

# checked OPTION VALUE CHARACTERS: prints the value if it has no others.
checked() {
    case $2 in
    '' | -*) usage_error "$1: '$2' is no value for it" ;;
    esac
    [ -z "$(printf %s "$2" | tr -d "$3")" ] || usage_error "$1: '$2' has characters that do not belong there"
    printf %s "$2"
}

# folder OPTION PATH: prints it without a slash at its end. It goes into units and sed's scripts.
folder() {
    case $2 in
    / | *[!A-Za-z0-9._/+-]* | */../* | */.. | */./* | */. | *//*) usage_error "$1: '$2' will not do" ;;
    /*) printf %s "${2%/}" ;;
    *) usage_error "$1: '$2' is not an absolute path" ;;
    esac
}

add_roles() {
    for role in $(printf %s "$1" | tr , ' '); do
        case $role in
        controller | dbd | compute | login | restd) ROLES="$ROLES $role" ;;
        *) usage_error "--role: '$role' is none of controller, dbd, compute, login, restd" ;;
        esac
    done
}

has_role() {
    case "$ROLES " in
    *" $1 "*) return 0 ;;
    esac
    return 1
}

check_options() {
    [ "$FULL" = 0 ] || [ -n "$ROLES" ] || ROLES=' controller dbd compute'
    [ "$START$NO_START" != 11 ] || usage_error "--start-services and --no-start contradict each other"
    [ -z "$ROOT" ] || [ "$START$HEAD" = 00 ] || usage_error "--root is an image: --start-services and --head-node-init need a running system"
    [ -z "$ROOT" ] || [ -d "$ROOT" ] || usage_error "--root: there is no folder $ROOT"
    [ "${ORG_ID:+x}" = "${LDAP_URI:+x}" ] || usage_error "--org-id and --ldap-uri belong together"
    [ -z "$BIND_PASSWORD_FILE" ] || [ -n "$ORG_ID" ] || usage_error "--sssd-binder-password-file needs --org-id and --ldap-uri"
    [ -z "$CONF_SERVER" ] || ! has_role controller || usage_error "--conf-server is for nodes that are not the controller"
    [ -z "$CONF_SERVER" ] || has_role compute || has_role login || usage_error "--conf-server needs --role compute or login"
    [ -z "$NODES$CONTROLLER$CLUSTER" ] || [ "$FULL" = 1 ] || usage_error "--cluster-name, --controller and --nodes need --full-init: they go into a new slurm.conf"
    check_full_options
}

check_full_options() {
    [ "$FULL" = 1 ] && has_role controller && [ ! -e "$ROOT/etc/slurm/slurm.conf" ] || return 0
    [ -n "$CLUSTER" ] || usage_error "--full-init needs --cluster-name NAME: it is in accounting for ever"
    [ -z "$ROOT" ] || [ -n "$NODES" ] || usage_error "--root needs --nodes 'NAME CPUs=N RealMemory=MB': this machine is not the image's"
    [ -z "$ROOT" ] || [ -n "$CONTROLLER" ] || usage_error "--root needs --controller HOST: this machine's name is not the image's"
}
