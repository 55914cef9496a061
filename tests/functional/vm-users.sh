#!/usr/bin/env bash
# On a machine with a real sshd, where users come from LDAP and PAM asks pam_krb5: slurmstepd runs their jobs; pam_slurm_adopt
# refuses who has no job and takes who has one into it; nss_slurm knows a job's user inside of the job. As docs/deployment.md
# says it is set up.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-vm.sh"

start_vms head
unpack head
run 0 on head "$installer --role controller,compute --full-init --cluster-name lab --start-services"

# carol is in LDAP alone, alice in /etc/passwd.
on head 'useradd -m -u 2000 alice
    suffix=$(slapcat -n 0 | sed -n "s/^olcSuffix: //p")
    printf "%s\n" "dn: uid=carol,$suffix" "objectClass: account" "objectClass: posixAccount" "cn: carol" "uid: carol" "uidNumber: 3000" \
        "gidNumber: 3000" "homeDirectory: /tmp" "loginShell: /bin/sh" | runuser -u openldap -- slapadd -n 1
    printf "uid nslcd\ngid nslcd\nuri ldap://127.0.0.1/\nbase %s\n" "$suffix" >/etc/nslcd.conf
    sed -i "s/^\(passwd\|group\):.*/\1: slurm files ldap/" /etc/nsswitch.conf
    systemctl start slapd nslcd
    printf "%s\n" "@include common-account" "@include common-session" >/etc/pam.d/slurm
    grep -q pam_krb5 /etc/pam.d/common-session
    sed -i "s,^@include common-account,account required /opt/slurm/current/view/lib/security/pam_slurm_adopt.so\n&," /etc/pam.d/sshd
    ln -s /opt/slurm/current/view/lib/libnss_slurm.so.2 /usr/lib/x86_64-linux-gnu/
    ln -s /opt/slurm/current/view/lib /usr/lib/x86_64-linux-gnu/slurm
    printf "%s\n" "UsePAM=1" "LaunchParameters=enable_nss_slurm" >>/etc/slurm/slurm.conf
    systemctl restart slurmctld slurmd' >"$T/out" 2>&1 || fail "the node was not set up"

slurm 'runuser -u carol -- env PATH=$PATH srun id -un'
says carol
run 2 on head 'getent -s slurm passwd alice'
slurm 'runuser -u alice -- env PATH=$PATH srun getent -s slurm passwd alice'
says "alice:*:2000:2000:"
slurm 'runuser -u alice -- env PATH=$PATH srun getent -s slurm group'
says "alice:*:2000:alice"

on head 'cd /home/alice && install -d -o alice -m 700 .ssh && runuser -u alice -- ssh-keygen -q -t ed25519 -N "" -f .ssh/id_ed25519 && cp .ssh/id_ed25519.pub .ssh/authorized_keys'
login='cd /tmp; runuser -u alice -- ssh -o BatchMode=yes -o StrictHostKeyChecking=no localhost'
run 255 on head "$login true"
says "Access denied by pam_slurm_adopt: you have no active jobs on this node"
slurm 'runuser -u alice -- env PATH=$PATH sbatch --parsable --wrap="sleep 300"'
job=$(tail -n 1 "$T/out")
slurm "squeue -h -j $job -t running | grep ."
run 0 on head "$login cat /proc/self/cgroup"
says "0::/system.slice/head_slurmstepd.scope/job_$job/step_extern/user/task_"
