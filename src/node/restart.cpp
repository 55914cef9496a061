#include "node/restart.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr const char* kUnits[] = {"slurmdbd", "slurmctld", "slurmd", "slurmrestd", "sackd"};

Finished systemctl(Process& process, std::vector<std::string> arguments) {
    Command command;
    command.argv = {"systemctl"};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    return process.run(command);
}

}  // namespace

std::vector<std::string> active_units(Process& process) {
    std::vector<std::string> active;
    if (!find_program("systemctl")) return active;
    for (const auto* unit : kUnits)
        if (systemctl(process, {"is-active", "--quiet", unit}).ok()) active.emplace_back(unit);
    return active;
}

void restart_units(const std::vector<std::string>& units, Process& process, Progress& progress) {
    for (const auto& unit : units) {
        progress.message("restarting " + unit);
        const auto done = systemctl(process, {"try-restart", unit});
        if (!done.ok() || !systemctl(process, {"is-active", "--quiet", unit}).ok())
            throw Error(ErrorKind::failure, fmt::format("{} does not come up: {}", unit, trim(done.err)),
                        fmt::format("journalctl -u {0} says why; slurm-factory rollback --restart goes back", unit));
    }
}

}  // namespace sf
