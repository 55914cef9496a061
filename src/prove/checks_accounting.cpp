// slurmdbd with a real MariaDB, and what sacct sees there.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "prove/checks.h"

namespace sf {

namespace {

constexpr double kDatabaseSeconds = 60;
constexpr double kSlurmdbdSeconds = 60;
constexpr double kSacctSeconds = 30;

constexpr const char* kCreate =
    "CREATE DATABASE slurm_acct_db;\n"
    "CREATE USER 'slurm'@'127.0.0.1' IDENTIFIED BY 'proof';\n"
    "GRANT ALL ON slurm_acct_db.* TO 'slurm'@'127.0.0.1';\n";

// A data folder of its own: the package's scripts may have filled /var/lib/mysql already. Small logs, because all of it
// is in memory.
constexpr const char* kDatabase = R"sh(set -e
absent() { echo "the root has no $1; the toolchain's prove_packages must bring it"; exit 1; }
server=$(command -v mariadbd || command -v mysqld) || absent mariadbd
install=$(command -v mariadb-install-db || command -v mysql_install_db) || absent mariadb-install-db
data=/var/lib/prove-mysql
mkdir -p $data
chown mysql:mysql $data
$install --no-defaults --user=mysql --datadir=$data --auth-root-authentication-method=socket --skip-test-db --innodb-log-file-size=8M
exec $server --no-defaults --user=mysql --datadir=$data --socket=/run/mysqld/mysqld.sock --pid-file=/run/mysqld/mysqld.pid \
    --bind-address=127.0.0.1 --port=3306 --skip-name-resolve --innodb-buffer-pool-size=64M --innodb-log-file-size=8M \
    --innodb-lock-wait-timeout=900 --init-file=/etc/prove-init.sql
)sh";

}  // namespace

void start_database(Cluster& cluster) {
    cluster.session().write_file("/etc/prove-init.sql", kCreate, kRootUser, "0644");
    cluster.start("database", {"/bin/sh", "-c", kDatabase});
}

Outcome check_accounting_starts(Cluster& cluster) {
    const auto output = cluster.session().logs() / "database.out";
    cluster.await("database", "MariaDB does not start", kDatabaseSeconds, [&] {
        return read_file_if_exists(output).value_or("").find("ready for connections") != std::string::npos;
    });
    cluster.start("slurmdbd", {cluster.program("sbin/slurmdbd"), "-D"});
    std::string added;
    cluster.await("slurmdbd", "slurmdbd does not take the cluster", kSlurmdbdSeconds, [&] {
        const auto finished = cluster.run({"bin/sacctmgr", "--immediate", "add", "cluster", "lab"}, kRootUser);
        added = finished.out;
        return finished.ok();
    });
    const auto clusters =
        cluster.ask({"bin/sacctmgr", "--noheader", "--parsable2", "list", "cluster", "format=cluster"}, kRootUser);
    if (clusters != "lab") return {Verdict::failed, "sacctmgr lists the clusters: " + clusters};
    return passed("slurmdbd keeps cluster lab in MariaDB");
}

Outcome check_sacct(Cluster& cluster, const std::string& array_job) {
    if (!cluster.shape().accounting) return skipped("slurmdbd does not run (see accounting)");
    if (array_job.empty()) return skipped("there is no array to look for");
    std::string seen;
    const bool complete = wait_until(kSacctSeconds, [&] {
        const auto finished = cluster.run(
            {"bin/sacct", "--noheader", "--parsable2", "--allocations", "-j", array_job, "--format=JobID,State"},
            kJobUser);
        seen = std::string(trim(finished.out + finished.err));
        const auto lines = split(seen, '\n');
        return finished.ok() && lines.size() > 1 &&
               std::all_of(lines.begin(), lines.end(), [](const auto& line) { return line.ends_with("|COMPLETED"); });
    });
    if (!complete)
        return {Verdict::failed, fmt::format("sacct -j {} shows: {}\n{}", array_job, seen, cluster.log_of("slurmdbd"))};
    const auto efficiency = cluster.ask({"bin/seff", array_job}, kJobUser);
    if (efficiency.find("State: COMPLETED (exit code 0)") == std::string::npos)
        return {Verdict::failed, fmt::format("seff {} shows: {}", array_job, efficiency)};
    return passed(fmt::format("sacct sees {}; seff knows the job too", join(split(seen, '\n'), " ")));
}

}  // namespace sf
