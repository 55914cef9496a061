#!/usr/bin/env bash
# Accounting in containers, as deploy/compose has it: slurmdbd without root, which gets the database's password from a mounted file;
# and nodes that come by themselves, as in deploy/kubernetes.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-podman.sh"
own_mounts
database=$(find "$SHARED/rootfs/" -maxdepth 1 -name "$TOOLCHAIN-prove-*" ! -name "*.json")
[ -n "$database" ] || skip "there is no root with MariaDB: prove makes one"
pods
mkdir "$T/slurm"
cp "$SOURCE_TREE"/deploy/compose/slurm/* "$T/slurm"
sed -i 's/^NodeName=.*/MaxNodeCount=4/' "$T/slurm/slurm.conf"
password='pa$s\word#1'
secret slurmdbd_password "$password"

cat >"$T/database.sh" <<'SH'
mkdir -p /run/mysqld /var/lib/mysql
mariadb-install-db --user=root --datadir=/var/lib/mysql --auth-root-authentication-method=normal >/dev/null
exec mariadbd --user=root --bind-address=0.0.0.0 --datadir=/var/lib/mysql --socket=/run/mysqld/mysqld.sock --init-file=/init.sql
SH
cat >"$T/init.sql" <<SQL
CREATE DATABASE slurm_acct_db;
CREATE USER slurm@'%' IDENTIFIED BY '${password//\\/\\\\}';
GRANT ALL ON slurm_acct_db.* TO slurm@'%';
SQL
container database 8 --volume "$T/database.sh:/database.sh:ro" --volume "$T/init.sql:/init.sql:ro" \
    --rootfs "$(readlink -f "$database"):O" sh /database.sh
start dbd 9 --user 981 --volume "$T/slurm:/etc/slurm:ro" --volume "$T/slurmdbd_password:/run/secrets/slurmdbd_password:ro" -- dbd
start controller 10 --user 0 --volume "$T/slurm:/etc/slurm:ro" -- controller
start d1 21 --user 0 --env SLURM_CONF_SERVER=controller -- compute -Z
start d2 22 --user 0 --env SLURM_CONF_SERVER=controller --env "SLURMD_OPTIONS=-Z --conf Feature=late" -- compute
await_idle controller 2
run 0 pod exec controller timeout 60 srun -N2 hostname
says d1; says d2
run 0 pod exec controller timeout 60 srun --constraint late hostname
says d2
for _ in $(seq 20); do
    ended=$(pod exec controller sacct --allusers --allocations --noheader --parsable2 --format state,nnodes | paste -sd' ')
    [ "$ended" != "COMPLETED|2 COMPLETED|1" ] || break
    sleep 1
done
[ "$ended" = "COMPLETED|2 COMPLETED|1" ] || fail_of dbd "sacct said: $ended"
[ "$(pod exec dbd stat --format %a:%U /run/slurmdbd/conf/slurmdbd.conf)" = 600:slurm ] || fail "the password can be read"
