#include "manual/exit_statuses.h"

#include "base/error.h"

namespace sf {

const std::vector<ExitStatus>& exit_statuses() {
    const auto of = [](ErrorKind kind) { return static_cast<int>(kind); };
    static const std::vector<ExitStatus> statuses = {
        {0, "done, or nothing to do"},
        {of(ErrorKind::failure), "a failure that no other status names"},
        {of(ErrorKind::usage), "usage: unknown option, version, toolchain, package; contradicting options"},
        {of(ErrorKind::source), "a source or a package could not be had, or its checksum or signature does not hold"},
        {of(ErrorKind::build), "a package failed to build"},
        {of(ErrorKind::proof),
         "a proof or a smoke check failed, or was refused beforehand; a second build gave another bundle; an upgrade "
         "is "
         "none that Slurm supports, or jobs run"},
        {of(ErrorKind::host), "this machine: a tool, user namespaces, permission or disk space is missing"},
        {of(ErrorKind::catalog), "a catalog file is invalid"},
        {kAffectedStatus, "a package is affected by an advisory (audit)"},
        {kFaultStatus, "there is a fault, or with --strict a warning (doctor)"},
        {of(ErrorKind::interrupted), "interrupted"},
    };
    return statuses;
}

}  // namespace sf
