// Runs checks one after another and puts them into the report, each with its time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "prove/prove.h"

namespace sf {

struct Outcome {
    Verdict verdict = Verdict::failed;
    std::string detail;
};

Outcome passed(std::string detail);
Outcome skipped(std::string why);
// Failed with the faults one a line (the first twenty and how many more), or passed with `detail` if there are none.
Outcome judged(const std::vector<std::string>& faults, std::string detail);

class Recorder {
  public:
    Recorder(ProofReport& report, Clock& clock, Progress& progress)
        : report_(report), clock_(clock), progress_(progress) {}

    // An Error that `body` throws fails the check with its message; Error(interrupted) passes through. True unless
    // failed.
    bool check(const std::string& name, const std::function<Outcome()>& body);
    ProofReport& report() { return report_; }

  private:
    ProofReport& report_;
    Clock& clock_;
    Progress& progress_;
};

}  // namespace sf
