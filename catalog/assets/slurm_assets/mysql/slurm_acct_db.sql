-- The database and the user of slurmdbd, for MariaDB and MySQL, as the database's administrator. slurm_install.sh runs it
-- so; by hand, with the password of slurmdbd.conf in a file of yours, as an argument of no program:
--   { printf "SET @slurm_password = '%s';\n" "$(cat password)"; cat slurm_acct_db.sql; } | mysql
-- Tables are not made here: slurmdbd makes them at its first start and converts them after an upgrade.
-- innodb_buffer_pool_size should be at least 1 GiB, innodb_lock_wait_timeout 900.

CREATE DATABASE IF NOT EXISTS slurm_acct_db;

SET @make_user = CONCAT('CREATE USER IF NOT EXISTS ''slurm''@''localhost'' IDENTIFIED BY ', QUOTE(@slurm_password));
PREPARE make_user FROM @make_user;
EXECUTE make_user;
DEALLOCATE PREPARE make_user;

-- A user who was there gets the password of slurmdbd.conf.
SET @set_password = CONCAT('ALTER USER ''slurm''@''localhost'' IDENTIFIED BY ', QUOTE(@slurm_password));
PREPARE set_password FROM @set_password;
EXECUTE set_password;
DEALLOCATE PREPARE set_password;

GRANT ALL PRIVILEGES ON slurm_acct_db.* TO 'slurm'@'localhost';
