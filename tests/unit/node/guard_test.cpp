#include "node/guard.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

const Catalog& catalog() {
    static const Catalog loaded = Catalog::load({SF_CATALOG});
    return loaded;
}

SlurmBuild build(const std::string& release) {
    SlurmBuild result;
    result.release = release;
    result.slurm = release + ".1";
    return result;
}

// What is said against it; empty if nothing is.
std::string refusal(const std::string& from, const std::string& to, const SlurmHost& host = {}) {
    Change change{std::nullopt, build(to)};
    if (!from.empty()) change.from = build(from);
    try {
        guard_change(catalog(), change, host);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::proof);
        return error.message() + "; " + error.hint();
    }
    return "";
}

SlurmHost controller(int protocol) {
    SlurmHost host;
    host.state = "/state";
    host.protocol = protocol;
    return host;
}

TEST(Guard, ProtocolsNameReleasesEvenThoseThatCannotBeBuilt) {
    EXPECT_EQ(release_of_protocol(catalog(), 42), "24.11");
    EXPECT_EQ(release_of_protocol(catalog(), 38), "22.05");
    EXPECT_EQ(release_of_protocol(catalog(), 41), "24.05");
    EXPECT_EQ(release_of_protocol(catalog(), 37), "21.08");
    EXPECT_EQ(release_of_protocol(catalog(), 12), "");
}

// The table of Slurm's upgrade guide: two releases back up to 24.05, three from 24.11 on.
TEST(Guard, TheWindowIsTheOneOfSlurmsDocumentation) {
    const std::vector<std::string> releases{"20.11", "21.08", "22.05", "23.02", "23.11",
                                            "24.05", "24.11", "25.05", "25.11", "26.05"};
    for (std::size_t to = 2; to < releases.size(); ++to) {
        if (releases[to] == "24.05") continue;  // no release of the catalog
        const std::size_t window = to >= 6 ? 3 : 2;
        for (std::size_t from = 0; from <= to; ++from) {
            EXPECT_EQ(refusal(releases[from], releases[to]).empty(), to - from <= window)
                << releases[from] << " to " << releases[to];
            const int protocol = 36 + static_cast<int>(from);
            EXPECT_EQ(refusal("", releases[to], controller(protocol)).empty(), to - from <= window)
                << protocol << " to " << releases[to];
        }
    }
}

TEST(Guard, SaysWhyAndByWayOfWhat) {
    EXPECT_THAT(refusal("22.05", "24.11"), HasSubstr("no upgrade from 22.05 to 24.11"));
    EXPECT_THAT(refusal("22.05", "24.11"), HasSubstr("by way of 23.11, then 24.11"));
    EXPECT_EQ(upgrade_path(catalog(), "22.05", "26.05"),
              (std::vector<std::string>{"22.05", "23.11", "25.05", "26.05"}));
    EXPECT_TRUE(upgrade_path(catalog(), "19.05", "24.11").empty());
    EXPECT_EQ(upgrade_path(catalog(), "24.11", "24.11"), std::vector<std::string>{"24.11"});
}

TEST(Guard, ThereIsNoDowngradeOfStateOrDatabase) {
    EXPECT_THAT(refusal("24.11", "23.11", controller(42)),
                HasSubstr("slurmctld of 24.11 has written the state in /state, which 23.11 cannot read"));
    EXPECT_EQ(refusal("24.11", "23.11", controller(40)), "") << "an older state was put back";
    EXPECT_EQ(refusal("24.11", "24.11", controller(42)), "");
    EXPECT_THAT(refusal("", "24.11", controller(90)), HasSubstr("unknown release (protocol 90)"));
    SlurmHost database;
    database.dbd = SlurmConf("StorageLoc=x\n");
    EXPECT_THAT(refusal("24.11", "23.11", database), HasSubstr("accounting database"));
    EXPECT_EQ(refusal("24.05", "24.11", database), "");
}

TEST(Guard, NothingIsNewerThanItsController) {
    SlurmHost node;
    node.has_conf = true;
    node.controller = "24.11.5";
    EXPECT_THAT(refusal("24.11", "25.05", node), HasSubstr("the controller runs 24.11.5"));
    EXPECT_THAT(refusal("24.11", "25.05", node), HasSubstr("slurmdbd first, then slurmctld"));
    EXPECT_EQ(refusal("23.11", "24.11", node), "");
    EXPECT_EQ(refusal("24.11", "23.11", node), "") << "an older slurmd is fine";
    EXPECT_THAT(refusal("", "22.05", node), HasSubstr("talks to 24.05, 23.11, 23.02 and its own: not to 22.05"));
    node.protocol = 42;  // it is the controller
    EXPECT_EQ(refusal("24.11", "25.05", node), "");
}

TEST(Guard, AFreshHostTakesAnythingAndAnUnknownReleaseWantsOne) {
    EXPECT_EQ(refusal("", "99.01"), "");
    EXPECT_THAT(refusal("24.11", "99.01"), HasSubstr("--catalog"));
}

}  // namespace
}  // namespace sf
