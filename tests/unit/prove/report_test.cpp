#include <gmock/gmock.h>

#include "base/error.h"
#include "prove/prove.h"
#include "prove/recorder.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::Not;

class StepClock : public Clock {
  public:
    std::int64_t unix_seconds() override { return 0; }
    double steady_seconds() override { return now_ += 0.5; }

  private:
    double now_ = 0;
};

class SilentProgress : public Progress {
  public:
    void plan(std::size_t, double) override {}
    void started(const std::string&, const std::string&, double) override {}
    void doing(const std::string&, const std::string&) override {}
    void finished(const std::string& item, const std::string& result) override { lines += item + " " + result + "\n"; }
    void message(const std::string&) override {}
    void done() override {}
    std::string lines;
};

class Report : public testing::Test {
  protected:
    ProofReport report;
    StepClock clock;
    SilentProgress progress;
    Recorder recorder{report, clock, progress};
};

TEST_F(Report, TimesEachCheck) {
    EXPECT_TRUE(recorder.check("closure", [] { return passed("fine"); }));
    ASSERT_EQ(report.checks.size(), 1U);
    EXPECT_DOUBLE_EQ(report.checks[0].seconds, 0.5);
    EXPECT_TRUE(report.passed());
    EXPECT_THAT(progress.lines, HasSubstr("closure passed"));
}

TEST_F(Report, AnErrorFailsItsCheckAndTheNextOnesAreMade) {
    EXPECT_FALSE(
        recorder.check("srun", []() -> Outcome { throw Error(ErrorKind::proof, "no answer", "look at the log"); }));
    recorder.check("array", [] { return passed(""); });
    EXPECT_EQ(report.checks[0].verdict, Verdict::failed);
    EXPECT_EQ(report.checks[0].detail, "no answer\nlook at the log");
    EXPECT_EQ(report.checks.size(), 2U);
    EXPECT_FALSE(report.passed());
}

TEST_F(Report, AnInterruptionIsNoFailedCheck) {
    EXPECT_THROW(recorder.check("srun", []() -> Outcome { throw Error(ErrorKind::interrupted, "stopped"); }), Error);
}

TEST_F(Report, SkippedChecksDoNotFailButAreShownWithTheirReason) {
    recorder.check("files", [] { return passed("all"); });
    recorder.check("memory_limit", [] { return skipped("no cgroups here"); });
    EXPECT_TRUE(report.passed());
    EXPECT_THAT(report_to_text(report), HasSubstr("1 passed, 0 failed, 1 skipped"));
    EXPECT_THAT(report_to_text(report), HasSubstr("no cgroups here"));
}

TEST_F(Report, NothingCheckedIsNothingProven) {
    EXPECT_FALSE(report.passed());
}

TEST_F(Report, ManyFaultsAreCutWithTheirNumber) {
    const std::vector<std::string> faults(23, "fault");
    EXPECT_THAT(judged(faults, "").detail, HasSubstr("and 3 more"));
    EXPECT_EQ(judged({}, "fine").verdict, Verdict::passed);
}

TEST_F(Report, JsonHoldsChecksAndHowEachPluginWasProven) {
    report.bundle = "b.tar.gz";
    report.sha256 = "abc";
    report.plugins = {{"auth_munge", "lib/slurm/auth_munge.so", "sbin/slurmd", PluginProof::in_use}};
    recorder.check("lua", [] { return Outcome{Verdict::failed, "comment is empty"}; });
    const auto json = report_to_json(report);
    EXPECT_EQ(json.at("passed"), false);
    EXPECT_EQ(json.at("sha256"), "abc");
    EXPECT_EQ(json.at("checks").at(0).at("verdict"), "failed");
    EXPECT_EQ(json.at("plugins").at(0).at("proof"), "in use");
}

TEST_F(Report, TextNamesFailuresFirstThing) {
    recorder.check("lua", [] { return Outcome{Verdict::failed, "one\ntwo"}; });
    const auto text = report_to_text(report);
    EXPECT_THAT(text, HasSubstr("FAILED"));
    EXPECT_THAT(text, HasSubstr("NOT PROVEN"));
    EXPECT_THAT(text, HasSubstr("  two\n"));
    EXPECT_THAT(text, Not(HasSubstr("sha256")));
}

}  // namespace
}  // namespace sf
