#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;

constexpr const char* kHeader =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

class Ports : public Examined {
  protected:
    // 1AA1 is 6817.
    void listen(const std::string& state) {
        write("/proc/net/tcp", std::string(kHeader) + "   0: 00000000:1AA1 00000000:0000 " + state +
                                   " 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0\n");
    }
    void process(const std::string& name) {
        write("/proc/55/comm", name + "\n");
        make_dirs(host_.path("/proc/55/fd"));
        fs::create_symlink("socket:[4711]", host_.path("/proc/55/fd/3"));
    }
};

TEST_F(Ports, AListenerIsNamed) {
    patient_.roles = {Role::controller};
    listen("0A");
    process("nginx");
    EXPECT_THAT(found(check_ports),
                HasSubstr("fault: port 6817 of slurmctld is taken by nginx (process 55) | ss -ltnp"));
}

TEST_F(Ports, TheDaemonItselfMay) {
    patient_.roles = {Role::controller};
    listen("0A");
    process("slurmctld");
    EXPECT_EQ(found(check_ports), "ok: 6817 is slurmctld's | \n");
}

TEST_F(Ports, OtherRolesAndConnectionsDoNotMatter) {
    listen("0A");
    EXPECT_EQ(found(check_ports), "ok: 6818 is free | \n");
    patient_.roles = {Role::controller};
    listen("01");
    EXPECT_EQ(found(check_ports), "ok: 6817 is free | \n");
}

TEST_F(Ports, PortsAreTheOnesOfSlurmConf) {
    patient_.roles = {Role::controller};
    listen("0A");
    configure("SlurmctldPort=6816-6817\n");
    EXPECT_THAT(found(check_ports), HasSubstr("fault: port 6817 of slurmctld is taken"));
    configure("SlurmctldPort=7000-4000000000\n");  // there is no such port
    EXPECT_EQ(found(check_ports), "ok: 7000 is free | \n");
    configure("SlurmctldPort=7000\n");
    EXPECT_EQ(found(check_ports), "ok: 7000 is free | \n");
}

}  // namespace
}  // namespace sf
