#!/usr/bin/env bash
# The Terraform example: HashiCorp's HCL library reads it and renders the user data, cloud-init's schema accepts that, and the
# script in it runs the installer with what was asked for, and only for the bundle that was pinned.
. "$(dirname "$0")/lib.sh"
command -v bwrap >/dev/null || skip "no bwrap"
kept_root terraform-root bookworm golang-go,golang-github-hashicorp-hcl-v2-dev,golang-github-zclconf-go-cty-dev,cloud-init,curl \
    --aptopt='APT::Install-Recommends "false"'
inside() {
    bwrap --bind "$SHARED/terraform-root" / --proc /proc --dev /dev --tmpfs /tmp --bind "$T" /mnt --ro-bind "$SOURCE_TREE" /srv --die-with-parent \
        --setenv GO111MODULE off --setenv GOPATH /usr/share/gocode --setenv GOCACHE /tmp/go --setenv GOFLAGS -mod=mod "$@"
}
render() { inside /mnt/hcl-outputs /srv/deploy/terraform /mnt/lab.tfvars /mnt/rendered; }

mkdir "$T/rendered" "$T/bundle" "$T/bundle/data" "$T/bundle/data/slurm_assets"
# shellcheck disable=SC2016
printf '#!/bin/sh\nprintf "<%%s>" "$@" >/mnt/options\ncat munge.key >/mnt/key\n' >"$T/bundle/data/slurm_assets/slurm_install.sh"
chmod +x "$T/bundle/data/slurm_assets/slurm_install.sh"
tar -C "$T/bundle" -czf "$T/bundle.tar.gz" data
cat >"$T/lab.tfvars" <<VARIABLES
tarball_url       = "file:///mnt/bundle.tar.gz"
tarball_sha256    = "$(sha "$T/bundle.tar.gz")"
munge_key_command = "printf 'the key; \$(touch /mnt/no)'"
cluster_name      = "lab"
nodes             = ["node[1-4] CPUs=32 RealMemory=120000", "gpu1 CPUs=8 Gres=gpu:2"]
VARIABLES
run 0 inside go build -o /mnt/hcl-outputs /srv/tests/functional/hcl-outputs.go
run 0 render
for name in head compute; do
    run 0 inside cloud-init schema --config-file "/mnt/rendered/${name}_user_data"
done

# first_boot STATUS NAME: writes what cloud-init would write, below /tmp, and runs what it would run.
cat >"$T/first_boot.py" <<'PYTHON'
import os, subprocess, sys, yaml
data = yaml.safe_load(open(f"/mnt/rendered/{sys.argv[1]}_user_data"))
for file in data["write_files"]:
    path = "/tmp" + file["path"]
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as out:
        out.write(file["content"].replace("/etc/slurm-first-boot", "/tmp/etc/slurm-first-boot"))
    os.chmod(path, int(file["permissions"], 8))
subprocess.run(["cp", "/tmp/usr/local/sbin/slurm-first-boot", "/mnt/"])
sys.exit(max(subprocess.run("/tmp" + command[0]).returncode for command in data["runcmd"]))
PYTHON
first_boot() { run "$1" inside python3 /mnt/first_boot.py "$2"; }

first_boot 0 head
options='<--full-init><--role><controller,dbd><--cluster-name><lab><--controller><head><--nodes><node[1-4] CPUs=32 RealMemory=120000>'
options+='<--nodes><gpu1 CPUs=8 Gres=gpu:2><--head-node-init><--prefix></opt/slurm><--munge-key-file><munge.key><--start-services>'
[ "$(cat "$T/options")" = "$options" ] || fail "not these options: $(cat "$T/options")"
[ "$(cat "$T/key")" = 'the key; $(touch /mnt/no)' ] || fail "not the key"
first_boot 0 compute
[ "$(cat "$T/options")" = '<--role><compute><--conf-server><head><--prefix></opt/slurm><--munge-key-file><munge.key><--start-services>' ] || fail "not these options"
shellcheck "$T/slurm-first-boot" >"$T/out" || fail "shellcheck"

rm "$T/options"
printf x >>"$T/bundle.tar.gz"
first_boot 1 head
[ ! -e "$T/options" ] || fail "another bundle than the pinned one was installed"
sed -i 's/^tarball_sha256.*/tarball_sha256 = "abc"/' "$T/lab.tfvars"
run 1 render
says "64 hexadecimal digits"
