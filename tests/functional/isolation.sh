#!/usr/bin/env bash
# A build script cannot write outside its prefix, reach the network, or read the user's home.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
secret=$HOME/.slurm-factory-test-$$ && echo secret >"$secret" && trap 'rm -f "$secret"; cleanup' EXIT
attempt() {    # attempt SHELL-LINE: it must fail inside the sandbox
    sed -i '/^  prepare:/,+2d' "$T/catalog/packages/hello.yaml"
    printf '  prepare:\n    - |-\n      %s\n' "$1" >"$T/prepare"
    sed -i "/^  build_args: \[\]/r $T/prepare" "$T/catalog/packages/hello.yaml"
    run 4 tiny
    says "prepare"
}
attempt 'echo x > /etc/x'
says "Read-only file system"
attempt 'echo x > /usr/lib/x'
attempt 'echo x > /opt/slurm-factory/../x'
attempt 'echo > /dev/tcp/127.0.0.1/22'
attempt 'ls /sys/class/net | grep -v "^lo$"'
attempt "cat $secret"
says "No such file"
attempt 'env | grep -i -e SLURM_FACTORY -e SSH -e AWS'
