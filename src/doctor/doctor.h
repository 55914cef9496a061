// Examines this machine: before an install, whether Slurm can run on it; after one, whether it does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "doctor/checks.h"

namespace sf {

struct Diagnosis {
    std::string host;
    std::vector<Role> roles;
    std::vector<Symptom> findings;

    std::size_t count(Severity severity) const;
};

// The checks of a phase (none: both) for the patient's roles; `only`: these alone, whatever their phase and roles.
// Throws Error(usage) for a name that no check has.
std::vector<const DoctorCheck*> choose_checks(const Patient& patient, std::optional<CheckPhase> phase,
                                              const std::vector<std::string>& only);

// A check that throws has found a fault.
Diagnosis examine(const Patient& patient, const std::vector<const DoctorCheck*>& checks);

// {"version": 1, "host", "roles", "faults", "warnings", "findings": [{check, severity, seen, why, cure}]}
Json diagnosis_to_json(const Diagnosis& diagnosis);
// Faults last, where the eye is. `all`: what is well too.
std::string diagnosis_to_text(const Diagnosis& diagnosis, bool all);

}  // namespace sf
