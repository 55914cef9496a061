#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "prove/prove.h"

namespace sf {

namespace {

const char* word(Verdict verdict) {
    switch (verdict) {
        case Verdict::passed:
            return "passed";
        case Verdict::failed:
            return "failed";
        case Verdict::skipped:
            return "skipped";
    }
    return "failed";
}

const char* word(PluginProof proof) {
    switch (proof) {
        case PluginProof::none:
            return "none";
        case PluginProof::symbols:
            return "symbols";
        case PluginProof::loaded:
            return "loaded";
        case PluginProof::in_use:
            return "in use";
    }
    return "none";
}

std::string line_of(const Check& check) {
    auto lines = split(check.detail, '\n');
    auto text =
        fmt::format("{:<8}{:<16}{:>7.2f} s  {}\n", check.verdict == Verdict::failed ? "FAILED" : word(check.verdict),
                    check.name, check.seconds, lines.empty() ? "" : lines.front());
    for (std::size_t i = 1; i < lines.size(); ++i) text += fmt::format("{:>35}{}\n", "", lines[i]);
    return text;
}

std::size_t count(const ProofReport& report, Verdict verdict) {
    return static_cast<std::size_t>(std::count_if(report.checks.begin(), report.checks.end(),
                                                  [&](const Check& check) { return check.verdict == verdict; }));
}

}  // namespace

bool ProofReport::passed() const {
    return !checks.empty() && count(*this, Verdict::failed) == 0;
}

Json report_to_json(const ProofReport& report) {
    Json json = {{"version", 1},
                 {"passed", report.passed()},
                 {"bundle", report.bundle},
                 {"sha256", report.sha256},
                 {"release", report.release},
                 {"toolchain", report.toolchain},
                 {"prefix", report.prefix},
                 {"seconds", report.seconds},
                 {"logs", report.logs},
                 {"checks", Json::array()},
                 {"plugins", Json::array()}};
    for (const auto& check : report.checks)
        json["checks"].push_back({{"name", check.name},
                                  {"verdict", word(check.verdict)},
                                  {"seconds", check.seconds},
                                  {"detail", check.detail}});
    for (const auto& plugin : report.plugins)
        json["plugins"].push_back(
            {{"name", plugin.name}, {"path", plugin.path}, {"host", plugin.host}, {"proof", word(plugin.proof)}});
    return json;
}

std::string report_to_text(const ProofReport& report) {
    auto text =
        fmt::format("Slurm {} on {}, at {}\n{}\n", report.release, report.toolchain, report.prefix, report.bundle);
    if (!report.sha256.empty()) text += fmt::format("sha256 {}\n", report.sha256);
    for (const auto& check : report.checks) text += line_of(check);
    if (!report.logs.empty()) text += fmt::format("logs    {}\n", report.logs);
    return text + fmt::format("{}: {} passed, {} failed, {} skipped in {}\n", report.passed() ? "proven" : "NOT PROVEN",
                              count(report, Verdict::passed), count(report, Verdict::failed),
                              count(report, Verdict::skipped), format_duration(report.seconds));
}

}  // namespace sf
