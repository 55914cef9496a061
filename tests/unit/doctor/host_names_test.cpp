#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST_F(Examined, HostsOfSlurmConfNeedAddresses) {
    answer("getent ahosts node1", "10.0.0.5       STREAM node1\n");
    answer("getent ahosts head", "10.0.0.1       STREAM head\n");
    configure("SlurmctldHost=head(10.0.0.1)\nAccountingStorageHost=db\nNodeName=node[1-4]\n");
    EXPECT_THAT(found(check_names),
                HasSubstr("fault: db of slurm.conf has no address | echo 'ADDRESS db' >>/etc/hosts"));
    answer("getent ahosts db", "10.0.0.2 STREAM db\n");
    EXPECT_THAT(found(check_names), StartsWith("ok: "));
}

TEST_F(Examined, ThisHostIsNeitherUnknownNorLoopback) {
    EXPECT_THAT(found(check_names), HasSubstr("fault: this host's own name, node1, has no address"));
    answer("getent ahosts node1", "127.0.1.1       STREAM node1\n127.0.1.1       DGRAM\n");
    EXPECT_THAT(found(check_names), StartsWith("warning: node1 is 127.0.1.1 for this host itself"));
    const auto cure = found(check_names);
    const auto start = cure.find("sed "), end = cure.find(" /etc/hosts", start);
    write("/etc/hosts", "127.0.1.1 node1.lab node1\n127.0.0.1 localhost node10 node1-ib\n10.0.0.5 node1\n");
    Command sed;
    sed.argv = {"sh", "-c", cure.substr(start, end - start) + " " + host_.path("/etc/hosts").string()};
    run_checked(*make_system_process(), sed, "the cure");
    EXPECT_EQ(read_file(host_.path("/etc/hosts")), "127.0.1.1\n127.0.0.1 localhost node10 node1-ib\n10.0.0.5 node1\n");
}

TEST_F(Examined, AComputeNodeIsInSlurmConf) {
    answer("getent ahosts node1", "10.0.0.5 STREAM node1\n");
    configure("NodeName=n[1-4] NodeHostname=other[1-4]\n");
    EXPECT_THAT(found(check_names), HasSubstr("fault: node1 is no node of slurm.conf | slurmd -C"));
    configure("NodeName=n[1-4] NodeHostname=node[1-4]\n");
    EXPECT_THAT(found(check_names), StartsWith("ok: "));
}

}  // namespace
}  // namespace sf
