#!/usr/bin/env bash
# The Ansible role makes the cluster of two nodes: --check says what will change and changes nothing, the second run changes
# nothing, the munge key is in no output, and a bundle that the pinned key did not sign reaches no node.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-vm.sh"
. "$(dirname "$0")/lib-container.sh"
. "$(dirname "$0")/lib-publish.sh"
command -v ansible-playbook >/dev/null || skip "no ansible-playbook (apt-get install ansible-core)"
command -v gpgv >/dev/null || skip "no gpgv"

export GNUPGHOME=$T/gpg ANSIBLE_HOST_KEY_CHECKING=0 ANSIBLE_PIPELINING=1 ANSIBLE_NOCOLOR=1 ANSIBLE_RETRY_FILES_ENABLED=0 ANSIBLE_LOCAL_TEMP=$T/ansible
gpg --armor --export >"$T/public.asc"
cp "$TARBALL" "$T/bundle-software.tar.gz"
gpg --armor --detach-sign "$T/bundle-software.tar.gz"
cat >"$T/inventory.ini" <<INI
[slurm_controller]
head ansible_host=10.77.0.1
[slurm_controller:vars]
slurm_factory_roles=['controller', 'dbd', 'compute']
[slurm_compute]
compute ansible_host=10.77.0.2
[slurm_login]
[all:vars]
ansible_user=root
ansible_ssh_private_key_file=$SHARED/vm.key
ansible_ssh_common_args=-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR
ansible_python_interpreter=/usr/bin/python3
slurm_factory_tarball=$T/bundle-software.tar.gz
slurm_factory_fingerprint=$FPR
slurm_factory_key_file=$T/public.asc
slurm_factory_cache=$T/cache
slurm_factory_cluster_name=lab
slurm_factory_nodes=['head,compute CPUs=2 RealMemory=1300']
INI
play() { run 0 net ansible-playbook -i "$T/inventory.ini" "$SOURCE_TREE/deploy/ansible/site.yml" "$@"; }
# changed NAME COUNT
changed() { grep -q "^$1 .* changed=$2 .* failed=0" "$T/out" || fail "$1: not changed=$2"; }

# Verified before a node is asked for anything: the nodes are not even up.
cp "$T/bundle-software.tar.gz" "$T/tampered.tar.gz"
printf x >>"$T/tampered.tar.gz"
cp "$T/bundle-software.tar.gz.asc" "$T/tampered.tar.gz.asc"
run 2 ansible-playbook -i "$T/inventory.ini" "$SOURCE_TREE/deploy/ansible/site.yml" -e "slurm_factory_tarball=$T/tampered.tar.gz"
says "BADSIG"
run 2 ansible-playbook -i "$T/inventory.ini" "$SOURCE_TREE/deploy/ansible/site.yml" -e "slurm_factory_fingerprint=''"
says "what nobody vouches for is not installed"
run 2 ansible-playbook -i "$T/inventory.ini" "$SOURCE_TREE/deploy/ansible/site.yml" -e '{"slurm_factory_config": {"slurmdbd.conf": "slurmdbd.j2"}}'
says "which holds a password"

start_nodes
run 0 on compute 'dpkg --purge munge && rm -rf /etc/munge'
for name in head compute; do files_of "$name" >"$T/$name.before"; done
play --check
says "would create /etc/slurm/slurm.conf"
for name in head compute; do
    changed "$name" 1
    files_of "$name" | diff "$T/$name.before" - || fail "--check changed $name"
done
play -vvv
for name in head compute; do changed "$name" 1; done
key=$(on head 'base64 -w 0 /etc/munge/munge.key')
says_not "$key"
slurm 'srun -N2 hostname'
for option in --check --diff; do
    play $option
    for name in head compute; do changed "$name" 0; done
done

# A file of the site's own: predicted, written, slurmctld told, and then left alone.
echo 'SwitchName=leaf Nodes=head,compute' >"$T/topology.j2"
play --check -e "{\"slurm_factory_config\": {\"topology.conf\": \"$T/topology.j2\"}}"
changed head 1
run 1 on head 'test -e /etc/slurm/topology.conf'
play -e "{\"slurm_factory_config\": {\"topology.conf\": \"$T/topology.j2\"}}"
changed head 2
play -e "{\"slurm_factory_config\": {\"topology.conf\": \"$T/topology.j2\"}}"
changed head 0
