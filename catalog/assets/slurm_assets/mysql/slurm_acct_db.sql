-- The database and the user of slurmdbd, for MariaDB and MySQL, as the database's administrator. slurm_install.sh runs it
-- with the password of slurmdbd.conf in the place of CHANGE. By hand: in a copy that nobody else can read; then mysql <COPY.
-- Tables are not made here: slurmdbd makes them at its first start and converts them after an upgrade.
-- innodb_buffer_pool_size should be at least 1 GiB, innodb_lock_wait_timeout 900.

CREATE DATABASE IF NOT EXISTS slurm_acct_db;

-- A user who was there gets the password of slurmdbd.conf. (No prepared statements: before 10.6 MariaDB prepares no ALTER USER.)
CREATE USER IF NOT EXISTS 'slurm'@'localhost' IDENTIFIED BY 'CHANGE';
ALTER USER 'slurm'@'localhost' IDENTIFIED BY 'CHANGE';

GRANT ALL PRIVILEGES ON slurm_acct_db.* TO 'slurm'@'localhost';
