#include "prove/recorder.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace sf {

namespace {

constexpr std::size_t kShownFaults = 20;

std::string describe(const Error& error) {
    auto text = error.message();
    if (!error.hint().empty()) text += "\n" + error.hint();
    return text;
}

Outcome guarded(const std::function<Outcome()>& body) {
    try {
        return body();
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        return {Verdict::failed, describe(error)};
    }
}

}  // namespace

Outcome passed(std::string detail) {
    return {Verdict::passed, std::move(detail)};
}

Outcome skipped(std::string why) {
    return {Verdict::skipped, std::move(why)};
}

Outcome judged(const std::vector<std::string>& faults, std::string detail) {
    if (faults.empty()) return passed(std::move(detail));
    std::vector<std::string> shown(faults.begin(),
                                   faults.begin() + static_cast<std::ptrdiff_t>(std::min(faults.size(), kShownFaults)));
    if (faults.size() > kShownFaults) shown.push_back(fmt::format("and {} more", faults.size() - kShownFaults));
    return {Verdict::failed, join(shown, "\n")};
}

bool Recorder::check(const std::string& name, const std::function<Outcome()>& body) {
    throw_if_interrupted();
    progress_.started(name, "checking", 0);
    const double start = clock_.steady_seconds();
    auto outcome = guarded(body);
    const double seconds = clock_.steady_seconds() - start;
    const char* word = outcome.verdict == Verdict::passed   ? "passed"
                       : outcome.verdict == Verdict::failed ? "FAILED"
                                                            : "skipped";
    progress_.finished(name, fmt::format("{} in {}", word, format_duration(seconds)));
    report_.checks.push_back({name, outcome.verdict, seconds, outcome.detail});
    return outcome.verdict != Verdict::failed;
}

}  // namespace sf
