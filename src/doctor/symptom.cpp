#include "doctor/symptom.h"

#include <algorithm>

namespace sf {

const char* severity_word(Severity severity) {
    switch (severity) {
        case Severity::ok:
            return "ok";
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
        case Severity::fault:
            return "fault";
    }
    return "";
}

bool Symptoms::clean() const {
    return std::all_of(all_.begin(), all_.end(), [](const auto& found) { return found.severity < Severity::warning; });
}

}  // namespace sf
