# Sourced after lib.sh by tests of builds on a node. Makes: PREFIX, below which they lie.
# shellcheck shell=bash
PREFIX=$T/opt/slurm
export SLURM_FACTORY_PREFIX=$PREFIX
mkdir -p "$PREFIX"
conf=$T/etc/slurm.conf    # not there unless a test writes it: the host's own is nobody's business here

install() { "$PROGRAM" -q install --unsigned --slurm-conf "$conf" "$@"; }
switch() { "$PROGRAM" -q switch --slurm-conf "$conf" "$@"; }
rollback() { "$PROGRAM" -q rollback --slurm-conf "$conf" "$@"; }
builds() { "$PROGRAM" -q list "$@"; }
# The name of the build that counts.
current() { basename "$(readlink -f "$PREFIX/current")"; }

# other_build TARBALL VERSION RESULT: the same bundle as another build, of a Slurm that says it is VERSION.
other_build() {
    local tree=$T/other release
    release=$(echo "$2" | cut -d. -f1-2)
    rm -rf "$tree" && mkdir "$tree" && tar -xzf "$1" -C "$tree"
    echo "$3" >"$tree/data/site.txt"
    sed -i "0,/\"files\": \\[/s//\"files\": [{\"path\": \"data\\/site.txt\", \"type\": \"file\", \"mode\": \"0644\", \"size\": $(stat -c %s "$tree/data/site.txt"), \"sha256\": \"$(sha "$tree/data/site.txt")\"},/" \
        "$tree/manifest/files.json"
    sed -i "s/\"release\": \"24.11\"/\"release\": \"$release\"/; s/\"slurm\": \"24.11.5\"/\"slurm\": \"$2\"/" "$tree/manifest/capabilities.json"
    tar -C "$tree" --sort=name -czf "$3" data manifest modules view
    rm -rf "$tree"
}

# state_of PROTOCOL: a slurm.conf whose StateSaveLocation a slurmctld of that protocol has written to.
state_of() {
    mkdir -p "$(dirname "$conf")" "$T/state"
    echo "StateSaveLocation=$T/state" >"$conf"
    printf '\0\0\0\21PROTOCOL_VERSION\0%b\0\0\0' "\\0$(printf %o "$1")" >"$T/state/job_state"
}
