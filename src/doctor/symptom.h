// What a check found: how bad it is, what was seen, why it matters, and the commands that cure it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sf {

enum class Severity {
    ok,
    note,     // worth knowing; nothing to do
    warning,  // works, but not well or not for long
    fault,    // something of Slurm does not work
};

// "ok", "note", "warning", "fault".
const char* severity_word(Severity severity);

struct Symptom {
    std::string check;
    Severity severity = Severity::ok;
    std::string seen, why;
    std::vector<std::string> cure;  // lines to paste into a root shell; those with a '#' say what to choose
};

// Collects what one check finds.
class Symptoms {
  public:
    explicit Symptoms(std::string check) : check_(std::move(check)) {}

    void ok(std::string seen) { add(Severity::ok, std::move(seen), "", {}); }
    void note(std::string seen, std::string why = {}, std::vector<std::string> cure = {}) {
        add(Severity::note, std::move(seen), std::move(why), std::move(cure));
    }
    void warning(std::string seen, std::string why, std::vector<std::string> cure) {
        add(Severity::warning, std::move(seen), std::move(why), std::move(cure));
    }
    void fault(std::string seen, std::string why, std::vector<std::string> cure) {
        add(Severity::fault, std::move(seen), std::move(why), std::move(cure));
    }

    const std::vector<Symptom>& all() const { return all_; }
    // Whether nothing is wrong so far.
    bool clean() const;

  private:
    void add(Severity severity, std::string seen, std::string why, std::vector<std::string> cure) {
        all_.push_back({check_, severity, std::move(seen), std::move(why), std::move(cure)});
    }

    std::string check_;
    std::vector<Symptom> all_;
};

}  // namespace sf
