#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ClockCheck : public Examined {
  protected:
    static Finished refused(const std::string& status) {
        auto finished = FakeProcess::failure(1);
        finished.out = "STATUS:          " + status + "\n";
        return finished;
    }
    void controller_says(long long seconds) {
        configure("ClusterName=lab\n");
        answer("sdiag",
               "****\nsdiag output at Sat Nov 21 22:13:31 2026 (" + std::to_string(seconds) + ")\nData since\n");
    }
};

TEST_F(ClockCheck, UnsynchronisedIsAWarning) {
    EXPECT_THAT(found(check_clock), StartsWith("ok: synchronised"));
    host_.clock_is_synchronised = [] { return false; };
    EXPECT_THAT(found(check_clock),
                StartsWith("warning: the kernel's clock is synchronised with nothing | timedatectl"));
}

TEST_F(ClockCheck, TheControllersClockIsCompared) {
    controller_says(1'700'000'004);
    EXPECT_THAT(found(check_clock), StartsWith("ok: agrees"));
    controller_says(1'700'000'090);
    EXPECT_THAT(found(check_clock), HasSubstr("fault: the controller's clock is 1 min 30 s ahead of this one"));
    controller_says(1'699'999'910);
    EXPECT_THAT(found(check_clock), HasSubstr("behind this one"));
}

TEST_F(ClockCheck, WithoutANumberTheControllersClockIsNotKnown) {
    configure("ClusterName=lab\n");
    answer("sdiag", "sdiag output at Sat Nov 21 22:13:31 2026 (UTC)\n");
    EXPECT_EQ(found(check_clock), "ok: synchronised | \n");
}

TEST_F(ClockCheck, ACredentialOfAnotherHostTells) {
    const std::string command = "unmunge --keys=STATUS --socket=/run/munge/munge.socket.2";
    write("/cred", "MUNGE:abc:");
    patient_.credential = "/cred";
    answer(command, "STATUS: Success (0)\n");
    EXPECT_THAT(found(check_clock), StartsWith("ok: a credential"));
    answers_[command] = refused("Rewound credential (1)");
    EXPECT_THAT(found(check_clock), HasSubstr("fault: this clock is behind"));
    answers_[command] = refused("Expired credential (1)");
    EXPECT_THAT(found(check_clock), HasSubstr("more than five minutes ahead"));
    answers_[command] = refused("Invalid credential (1)");
    EXPECT_THAT(found(check_clock), HasSubstr("fault: a credential of another host is not understood"));
    patient_.credential = "/absent";
    EXPECT_THAT(found(check_clock), HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace sf
