#!/usr/bin/env bash
# doctor before an install: disks and folders; each fault is really there, is seen, and named with its cure.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-host.sh"
conf
# Disks: too small for the bundle, noexec; state in memory, with little room, without inodes, read-only.
small() { umount /srv && mount -t tmpfs -o "$1" tmpfs /srv && install -d -o slurm /srv/state; }
fine disk --role login
small size=20m
prefix=/srv/slurm fault disk "the bundle needs" "slurm-factory gc" --before "$TARBALL"
small noexec
prefix=/srv/slurm fault disk "mounted noexec" "mount -o remount,exec"
conf StateSaveLocation=/srv/state
fault disk "is in memory (tmpfs)" "set StateSaveLocation=" --role controller
small size=20m
fault disk "/srv/state (slurmctld's state) has" "du -xsh" --role controller
small nr_inodes=100
fault disk "files more" "df -i" --role controller
mount -o remount,ro /srv
fault disk "read-only file system" "remount,rw" --role controller
mount -o remount,rw /srv && conf

# Folders.
fine folders --role controller,compute
chown root /var/spool/slurmctld
fault folders "/var/spool/slurmctld belongs to uid 0, slurmctld runs as slurm" "chown -R slurm: /var/spool/slurmctld" --role controller
chown slurm /var/spool/slurmctld && chmod 777 /var/spool/slurmctld
fault folders "everybody may write in /var/spool/slurmctld" "chmod go-w" --role controller
rmdir /var/spool/slurmctld
fault folders "no folder /var/spool/slurmctld" "install -d -m 0755 -o slurm" --role controller
chown root /var/log/slurm
fault folders "may not write its log in /var/log/slurm" "chown slurm: /var/log/slurm" --role controller
echo 'StoragePass=x' >/etc/slurm/slurmdbd.conf && chmod 644 /etc/slurm/slurmdbd.conf
fault folders "slurmdbd.conf belongs to uid 0 with mode 0644" "chmod 0600 /etc/slurm/slurmdbd.conf" --role dbd
conf SlurmdSpoolDir=/srv/none/slurmd
fault folders "there is no /srv/none" "install -d -m 0755 -o root" --role compute
