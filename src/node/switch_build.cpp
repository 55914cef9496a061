#include "node/switch_build.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "node/backup.h"
#include "node/guard.h"
#include "node/jobs.h"
#include "node/restart.h"

namespace sf {

Switcher::Switcher(const NodePrefix& prefix, const SwitchOptions& options, const Catalog& catalog, Process& process,
                   Clock& clock, Progress& progress)
    : prefix_(prefix),
      options_(options),
      catalog_(catalog),
      process_(process),
      clock_(clock),
      progress_(progress),
      programs_(prefix.current_link() / "view", options.files, process),
      host_(look_at_host(options.files)) {
    host_.controller = options.controller_version;
    if (host_.controller.empty() && host_.has_conf && !host_.protocol)
        host_.controller = programs_.controller_version();
}

// Also of a link that somebody made by hand.
std::optional<SlurmBuild> Switcher::facts_of_current() const {
    if (!fs::exists(prefix_.current_link() / "manifest/capabilities.json")) return std::nullopt;
    return read_slurm_build(prefix_.current_link());
}

void Switcher::guard(const SlurmBuild& to) const {
    try {
        guard_change(catalog_, {facts_of_current(), to}, host_);
    } catch (const Error& error) {
        if (options_.guard) throw;
        spdlog::warn("--skip-guard: {}", error.message());
    }
}

SwitchResult Switcher::switch_to(const std::string& build, std::optional<Generation> generation) const {
    const auto now = prefix_.current();
    SwitchResult result;
    result.build = build;
    result.before = now ? now->build : "";
    result.units = active_units(process_);
    if (now && now->build == build) {
        result.generation = now->number;
        return result;
    }
    result.changed = true;
    if (options_.if_idle) require_idle(programs_);
    if (options_.dry_run) return result;
    std::optional<DrainedNode> drained;
    if (options_.drain) drained.emplace(programs_, options_.drain_timeout_s, progress_);
    change(build, generation, result);
    return result;
}

void Switcher::change(const std::string& build, std::optional<Generation> generation, SwitchResult& result) const {
    if (options_.backup) {
        const auto folder = options_.backup_dir.empty() ? prefix_.backups() : options_.backup_dir;
        result.backup = back_up({folder, result.before, build, clock_.unix_seconds()}, host_, process_);
    }
    if (!generation) generation = prefix_.add_generation(build);
    prefix_.make_current(*generation);
    result.generation = generation->number;
    if (options_.restart) restart_units(result.units, process_, progress_);
}

Json to_json(const SwitchResult& result) {
    Json json{{"build", result.build},
              {"before", result.before},
              {"generation", result.generation},
              {"changed", result.changed}};
    json["backup"] = result.backup ? Json(result.backup->string()) : Json(nullptr);
    json["units"] = result.units;
    return json;
}

}  // namespace sf
