-- The database and the user of slurmdbd, for MariaDB and MySQL. Run it as the database's administrator:
--   mysql --init-command="SET @slurm_password = 'the password of slurmdbd.conf'" < slurm_acct_db.sql
-- Tables are not made here: slurmdbd makes them at its first start and converts them after an upgrade.
-- innodb_buffer_pool_size should be at least 1 GiB, innodb_lock_wait_timeout 900.

CREATE DATABASE IF NOT EXISTS slurm_acct_db;

SET @make_user = CONCAT('CREATE USER IF NOT EXISTS ''slurm''@''localhost'' IDENTIFIED BY ', QUOTE(@slurm_password));
PREPARE make_user FROM @make_user;
EXECUTE make_user;
DEALLOCATE PREPARE make_user;

GRANT ALL PRIVILEGES ON slurm_acct_db.* TO 'slurm'@'localhost';
