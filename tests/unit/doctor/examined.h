// A host made of files in a folder of the test's own and of answers to commands, and one check run on it.
#pragma once

#include <gmock/gmock.h>

#include "base/files.h"
#include "base/text.h"
#include "doctor/checks.h"
#include "unit/base/fake_clock.h"
#include "unit/base/fake_process.h"

namespace sf {

class Examined : public testing::Test {
  protected:
    Examined() : root_(fs::temp_directory_path(), "doctor-test-"), host_(root_.path(), process_, clock_) {
        host_.clock_is_synchronised = [] { return true; };
        process_.answer = [this](const Command& command) {
            const auto found = answers_.find(join(command.argv, " "));
            return found == answers_.end() ? FakeProcess::failure(2) : found->second;
        };
        patient_.roles = {Role::compute};
        write("/proc/sys/kernel/hostname", "node1\n");
    }

    void write(const std::string& path, const std::string& content, mode_t mode = 0644) {
        make_dirs(host_.path(path).parent_path());
        write_file_atomic(host_.path(path), content, mode);
    }
    void answer(const std::string& command, const std::string& out) { answers_[command] = FakeProcess::success(out); }
    void fail(const std::string& command, const std::string& err) { answers_[command] = FakeProcess::failure(1, err); }
    void configure(const std::string& slurm_conf) { patient_.slurm_conf = SlurmConf(slurm_conf); }

    // "fault: seen | cure; cure" of each finding, one a line.
    std::string found(void (*check)(const Patient&, Symptoms&)) {
        Symptoms findings("check");
        check(patient_, findings);
        std::string text;
        for (const auto& finding : findings.all())
            text += std::string(severity_word(finding.severity)) + ": " + finding.seen + " | " +
                    join(finding.cure, "; ") + "\n";
        return text;
    }

    TempDir root_;
    FakeProcess process_;
    FakeClock clock_;
    Host host_;
    Patient patient_{host_};
    std::map<std::string, Finished> answers_;
};

}  // namespace sf
