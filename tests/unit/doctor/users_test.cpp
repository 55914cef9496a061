#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Users : public Examined {
  protected:
    Users() {
        add("slurm", 981);
        add("munge", 982);
    }
    void add(const std::string& name, unsigned uid) {
        const auto entry = name + ":x:" + std::to_string(uid) + ":981::/:/bin/false\n";
        answer("getent passwd " + name, entry);
        answer("getent passwd " + std::to_string(uid), entry);
    }
};

TEST_F(Users, TheirNumbersAreShown) {
    patient_.uid = 981;
    EXPECT_EQ(found(check_users), "ok: slurm has uid 981 | \n");
}

TEST_F(Users, AnotherNumberThanElsewhere) {
    patient_.uid = 64030;
    EXPECT_THAT(found(check_users), HasSubstr("slurm has uid 981 here and 64030 elsewhere"));
    EXPECT_THAT(found(check_users), HasSubstr("usermod --uid 64030 slurm"));
}

TEST_F(Users, NoSuchUser) {
    answers_.erase("getent passwd slurm");
    patient_.uid = 981;
    EXPECT_THAT(found(check_users), HasSubstr("fault: there is no user slurm | groupadd --system --gid 981 slurm"));
}

TEST_F(Users, TwoNamesForOneNumber) {
    answer("getent passwd 981", "backup:x:981:981::/:/bin/false\n");
    EXPECT_THAT(found(check_users), HasSubstr("fault: backup and slurm both have uid 981"));
}

TEST_F(Users, SlurmrestdIsNeitherRootNorSlurm) {
    patient_.roles = {Role::restd};
    EXPECT_THAT(found(check_users), HasSubstr("there is no user slurmrestd"));
    write("/etc/systemd/system/slurmrestd.service", "[Service]\nUser=slurm\n");
    EXPECT_THAT(found(check_users), HasSubstr("slurmrestd would run as slurm"));
    add("slurmrestd", 983);
    write("/etc/systemd/system/slurmrestd.service", "[Service]\nUser=slurmrestd\n");
    EXPECT_THAT(found(check_users), StartsWith("ok: "));
}

TEST_F(Users, RootAsSlurmUserIsWorthAWarning) {
    add("root", 0);
    configure("SlurmUser=root\n");
    EXPECT_THAT(found(check_users), StartsWith("warning: SlurmUser is root"));
}

}  // namespace
}  // namespace sf
