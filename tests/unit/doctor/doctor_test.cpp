#include "doctor/doctor.h"

#include <set>

#include "base/error.h"
#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;

std::set<std::string> names(const std::vector<const DoctorCheck*>& checks) {
    std::set<std::string> found;
    for (const auto* check : checks) found.insert(check->name);
    return found;
}

TEST_F(Examined, ChecksAreChosenByPhaseAndRole) {
    const auto before = names(choose_checks(patient_, CheckPhase::before, {}));
    EXPECT_TRUE(before.contains("cgroup"));
    EXPECT_FALSE(before.contains("daemons"));
    patient_.roles = {Role::login};
    EXPECT_FALSE(names(choose_checks(patient_, std::nullopt, {})).contains("cgroup"));
    EXPECT_EQ(names(choose_checks(patient_, CheckPhase::before, {"job", "cgroup"})),
              (std::set<std::string>{"job", "cgroup"}));
    EXPECT_THROW(choose_checks(patient_, std::nullopt, {"mungee"}), Error);
}

TEST_F(Examined, ACheckThatCannotBeMadeIsAFault) {
    const DoctorCheck broken{"broken", CheckPhase::before, {}, "", [](const Patient&, Symptoms&) {
                                 throw Error(ErrorKind::host, "the disk is gone", "look for it");
                             }};
    const auto diagnosis = examine(patient_, {&broken});
    EXPECT_EQ(diagnosis.count(Severity::fault), 1U);
    EXPECT_EQ(diagnosis.findings.front().seen, "the disk is gone");
}

TEST_F(Examined, AFolderThatCannotBeReadIsAFault) {
    const DoctorCheck broken{"broken", CheckPhase::before, {}, "", [](const Patient&, Symptoms&) {
                                 (void)fs::canonical("/none/of/this/name");
                             }};
    EXPECT_EQ(examine(patient_, {&broken}).count(Severity::fault), 1U);
}

TEST(Diagnosis, AsJsonHoldsNamesOfAnyBytes) {
    Diagnosis diagnosis{"node1", {Role::compute}, {}};
    diagnosis.findings = {{"ports", Severity::fault, "taken by \xff\xfe", "", {"kill \xff"}}};
    EXPECT_THAT(pretty_json(diagnosis_to_json(diagnosis)), HasSubstr("taken by "));
}

TEST(Diagnosis, AsTextFaultsStandLast) {
    Diagnosis diagnosis{"node1", {Role::compute}, {}};
    diagnosis.findings = {{"munge", Severity::fault, "munged is down", "nothing works", {"systemctl start munge"}},
                          {"glibc", Severity::ok, "2.36", "", {}}};
    EXPECT_EQ(diagnosis_to_text(diagnosis, true),
              "ok       glibc        2.36\n"
              "fault    munge        munged is down\n"
              "                      nothing works\n"
              "                          systemctl start munge\n"
              "node1 (compute): 1 fault, 0 warnings, 1 in order\n");
    EXPECT_THAT(diagnosis_to_text(diagnosis, false), testing::Not(HasSubstr("glibc")));
    diagnosis.findings.front().seen = "n1 is down: \x1b[2J";
    EXPECT_THAT(diagnosis_to_text(diagnosis, true), HasSubstr("n1 is down: ?[2J\n"));
    EXPECT_EQ(diagnosis_to_json(diagnosis)["faults"], 1);
    EXPECT_EQ(diagnosis_to_json(diagnosis)["findings"][0]["cure"][0], "systemctl start munge");
}

}  // namespace
}  // namespace sf
