#!/usr/bin/env bash
# doctor before an install: users, ports, names, another Slurm; each fault is really there, is seen, and named with its cure.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-host.sh"
conf
# Users.
fine users --uid 41981
fault users "uid 41981 here and 64030 elsewhere" "usermod --uid 64030 slurm" --uid 64030
fault users "there is no user slurmrestd" "useradd --system" --role restd
mkdir -p /etc/systemd/system && printf '[Service]\nUser=slurm\n' >/etc/systemd/system/slurmrestd.service
fault users "slurmrestd would run as slurm" "User=slurmrestd" --role restd
sed -i '1i twin:x:41981:41981::/:/bin/sh' /etc/passwd
fault users "twin and slurm both have uid 41981" "usermod --uid OTHER twin"
sed -i '/^twin:/d; /^munge:/d' /etc/passwd
fault users "there is no user munge" "apt-get install munge"
user munge 41982 && sed -i '/^slurm:/d' /etc/passwd
fault users "there is no user slurm" "groupadd --system --gid 64030 slurm" --uid 64030
user slurm 41981

# Ports: somebody listens, on the standard port and on the configured one.
fine ports --role controller,compute,dbd,restd
listen() { rm -f "$T/up"; perl -MIO::Socket::INET -e 'my $socket = IO::Socket::INET->new(Listen => 1, LocalPort => $ARGV[0]) or die; print "up\n"; close STDOUT; sleep 600' "$1" >"$T/up" & until [ -s "$T/up" ]; do sleep 0.05; done; }
for taken in "6817 controller slurmctld" "6818 compute slurmd" "6819 dbd slurmdbd" "6820 restd slurmrestd"; do
    read -r port role daemon <<<"$taken"
    listen "$port"
    fault ports "port $port of $daemon is taken by perl (process $!)" "ss -ltnp 'sport = :$port'" --role "$role"
done
conf SlurmctldPort=7000-7002
fine ports --role controller
listen 7002
fault ports "port 7002 of slurmctld" "SlurmctldPort=PORT" --role controller
conf

# Names.
fine names
conf AccountingStorageHost=nosuch
fault names "nosuch of slurm.conf has no address" "echo 'ADDRESS nosuch' >>/etc/hosts"
conf && echo stranger >/proc/sys/kernel/hostname
fault names "own name, stranger, has no address" "getent ahosts stranger" --role login
fault names "stranger is no node of slurm.conf" "slurmd -C" --role compute
echo node1 >/proc/sys/kernel/hostname && printf '127.0.1.1 node1\n10.99.0.1 head\n' >/etc/hosts
warns names "node1 is 127.0.1.1" "ADDRESS node1"
echo '10.99.0.1 node1 head' >/etc/hosts

# Another Slurm: a package of dpkg, one of rpm, one of nobody.
mkdir -p "$T/empty" && mount --bind "$T/empty" /usr/local/sbin
fine other-slurm
if [ -e /var/lib/dpkg/status ]; then
    { cat /var/lib/dpkg/status; printf 'Package: slurmd\nStatus: install ok installed\nMaintainer: x <x@example.org>\nArchitecture: all\nVersion: 22.05.8-4\nDescription: x\n\n'; } >"$T/status"
    mount --bind "$T/status" /var/lib/dpkg/status
    fault other-slurm "slurmd 22.05.8-4" "apt-get remove slurmd"
    umount /var/lib/dpkg/status
fi
if command -v rpmbuild >/dev/null; then
    echo "%_dbpath $T/rpm" >"$T/.rpmmacros"
    printf 'Name: slurm\nVersion: 22.05.9\nRelease: 1\nSummary: x\nLicense: x\nBuildArch: noarch\n%%description\nx\n%%files\n' >"$T/slurm.spec"
    rpmbuild -bb --define "_topdir $T/rpmbuild" "$T/slurm.spec" >"$T/out" 2>&1 || fail "rpmbuild"
    rpm --install --justdb --nodeps "$T"/rpmbuild/RPMS/noarch/slurm-*.rpm >"$T/out" 2>&1 || fail "rpm"
    fault other-slurm "slurm 22.05.9" "dnf remove slurm"
    rm "$T/.rpmmacros"
fi
touch /usr/local/sbin/slurmd
fault other-slurm "installed by no package: /usr/local/sbin/slurmd" "rm /usr/local/sbin/slurmd"
umount /usr/local/sbin

# No check is left without such a test; a name that no check has is an error.
"$PROGRAM" doctor --list | awk '{ print $1 }' | sort >"$T/expected"
cat "$SOURCE_TREE"/tests/functional/doctor-*.sh | grep -oE '^ *(\[.*\|\| )?(fault|warns) [a-z-]+' | awk '{ print $NF }' | sort -u >"$T/tested"
[ -z "$(comm -23 "$T/expected" "$T/tested")" ] || fail "not tested: $(comm -23 "$T/expected" "$T/tested")"
run 2 doctor --only mungee
says "munge-key"
