#include "doctor/doctor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace sf {

namespace {

constexpr const char* kNotMade = "the check could not be made";

bool is_for(const DoctorCheck& check, const Patient& patient) {
    return check.roles.empty() ||
           std::any_of(check.roles.begin(), check.roles.end(), [&](Role role) { return patient.is(role); });
}

std::string counted(std::size_t count, const std::string& what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

// Bytes that are no UTF-8, as other people's programs may have them in their names, are none in JSON either.
std::string as_utf8(const std::string& text) {
    return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
}

std::string symptom_to_text(const Symptom& finding) {
    auto text = fmt::format("{:<8} {:<12} {}\n", severity_word(finding.severity), finding.check, finding.seen);
    if (!finding.why.empty()) text += fmt::format("{:22}{}\n", "", finding.why);
    for (const auto& command : finding.cure) text += fmt::format("{:26}{}\n", "", command);
    // Reasons of nodes and names of programs are other people's: they shall not drive the terminal.
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == '\x7f'; }, '?');
    return text;
}

}  // namespace

std::size_t Diagnosis::count(Severity severity) const {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(), [&](const auto& found) { return found.severity == severity; }));
}

std::vector<const DoctorCheck*> choose_checks(const Patient& patient, std::optional<CheckPhase> phase,
                                              const std::vector<std::string>& only) {
    std::vector<std::string> names;
    for (const auto& check : doctor_checks()) names.emplace_back(check.name);
    for (const auto& name : only)
        if (std::find(names.begin(), names.end(), name) == names.end())
            throw Error(ErrorKind::usage, fmt::format("there is no check '{}'{}", name, suggestion(name, names)));
    std::vector<const DoctorCheck*> chosen;
    for (const auto& check : doctor_checks()) {
        const bool wanted = only.empty() ? (!phase || check.phase == *phase) && is_for(check, patient)
                                         : std::find(only.begin(), only.end(), check.name) != only.end();
        if (wanted) chosen.push_back(&check);
    }
    return chosen;
}

Diagnosis examine(const Patient& patient, const std::vector<const DoctorCheck*>& checks) {
    Diagnosis diagnosis;
    diagnosis.host = patient.host.short_name();
    diagnosis.roles.assign(patient.roles.begin(), patient.roles.end());
    for (const auto* check : checks) {
        throw_if_interrupted();
        Symptoms findings(check->name);
        try {
            check->run(patient, findings);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::interrupted) throw;
            findings.fault(error.message(), kNotMade,
                           error.hint().empty() ? std::vector<std::string>{} : std::vector{"# " + error.hint()});
        } catch (const fs::filesystem_error& error) {
            findings.fault(error.what(), kNotMade, {});
        }
        diagnosis.findings.insert(diagnosis.findings.end(), findings.all().begin(), findings.all().end());
    }
    return diagnosis;
}

Json diagnosis_to_json(const Diagnosis& diagnosis) {
    Json roles = Json::array();
    for (const auto role : diagnosis.roles) roles.push_back(role_word(role));
    Json findings = Json::array();
    for (const auto& found : diagnosis.findings) {
        Json cure = Json::array();
        for (const auto& line : found.cure) cure.push_back(as_utf8(line));
        findings.push_back({{"check", found.check},
                            {"severity", severity_word(found.severity)},
                            {"seen", as_utf8(found.seen)},
                            {"why", as_utf8(found.why)},
                            {"cure", std::move(cure)}});
    }
    return {{"version", 1},
            {"host", diagnosis.host},
            {"roles", roles},
            {"faults", diagnosis.count(Severity::fault)},
            {"warnings", diagnosis.count(Severity::warning)},
            {"findings", findings}};
}

std::string diagnosis_to_text(const Diagnosis& diagnosis, bool all) {
    auto findings = diagnosis.findings;
    std::stable_sort(findings.begin(), findings.end(),
                     [](const auto& a, const auto& b) { return a.severity < b.severity; });
    std::string text;
    for (const auto& found : findings)
        if (all || found.severity != Severity::ok) text += symptom_to_text(found);
    std::vector<std::string> roles;
    for (const auto role : diagnosis.roles) roles.emplace_back(role_word(role));
    return text + fmt::format("{} ({}): {}, {}, {} in order\n", diagnosis.host, join(roles, ", "),
                              counted(diagnosis.count(Severity::fault), "fault"),
                              counted(diagnosis.count(Severity::warning), "warning"),
                              diagnosis.count(Severity::ok) + diagnosis.count(Severity::note));
}

}  // namespace sf
