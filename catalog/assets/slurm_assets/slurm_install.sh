#!/bin/sh
# Installs the bundle that this script lies in, and makes a node of a cluster of this host: users, folders, units,
# configuration, database. POSIX sh, nothing beyond a minimal system. --help says what it does, and every exit status.
set -eu
umask 022
LC_ALL=C
PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

HERE=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)
for topic in options changes bundle checks place users munge configure database directory services uninstall; do
    # shellcheck source=/dev/null
    . "$HERE/install/$topic.sh"
done

install_node() {
    check_host
    place_build
    make_users
    make_folders
    install_packages
    make_munge_key
    write_configuration
    write_directory
    install_units
    make_database
    start_services
    [ "$CHANGES" != 0 ] || say "nothing to do"
}

# In a function, so that the shell has read all of it before --uninstall removes this file.
main() {
    trap finish EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    parse_options "$@"
    require_root
    read_bundle
    take_lock
    if [ "$UNINSTALL" = 1 ]; then uninstall; else install_node; fi
    exit 0
}

main "$@"
