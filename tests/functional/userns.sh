#!/usr/bin/env bash
# A host that refuses user namespaces is named as such, with the cure.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
chmod 755 "$T" && chmod -R a+rwX "$T"
run 6 unshare --user --map-root-user sh -c "echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all --inh-caps=-all \
    '$PROGRAM' build-slurm --catalog '$T/catalog' --slurm-version 0.1 --minimal --toolchain $TOOLCHAIN"
says "user namespace"
says "sysctl"
