#include "node/builds.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"

namespace sf {
namespace {

unsigned newest_generation(const BuildRow& row) {
    return row.generations.empty() ? 0 : row.generations.back().number;
}

std::string programs_of(const BuildRow& row) {
    std::set<std::string> names;
    for (const auto& running : row.programs) names.insert(running.program);
    return join({names.begin(), names.end()}, ", ");
}

BuildRow row_of(const NodePrefix& prefix, const std::string& name) {
    BuildRow row;
    row.build = name;
    try {
        row.facts = read_slurm_build(prefix.build(name));
    } catch (const Error&) {
        // It is shown as it is: uninstall and gc take it.
    }
    return row;
}

std::string mark_of(const BuildRow& row) {
    return row.current ? "current" : row.before ? "before" : "";
}

}  // namespace

std::vector<BuildRow> list_builds(const NodePrefix& prefix) {
    const auto current = prefix.current(), before = prefix.before_current();
    const auto generations = prefix.generations();
    auto in_use = programs_in_use(prefix);
    std::vector<BuildRow> rows;
    for (const auto& name : prefix.builds()) {
        auto row = row_of(prefix, name);
        for (const auto& generation : generations)
            if (generation.build == name) row.generations.push_back(generation);
        row.current = current && current->build == name;
        row.before = before && before->build == name;
        row.programs = in_use[name];
        rows.push_back(std::move(row));
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return newest_generation(a) > newest_generation(b); });
    return rows;
}

std::string builds_to_text(const std::vector<BuildRow>& rows) {
    auto text = fmt::format("{:<10} {:<20} {:<8} {:<8} {:<12} {:<21} {:<8} {}\n", "GENERATION", "BUILD", "RELEASE",
                            "FLAVOUR", "TOOLCHAIN", "SWITCHED", "MARK", "RUNNING");
    for (const auto& row : rows) {
        const auto facts = row.facts.value_or(SlurmBuild{});
        const bool counted = !row.generations.empty();
        auto line =
            fmt::format("{:<10} {:<20} {:<8} {:<8} {:<12} {:<21} {:<8} {}",
                        counted ? std::to_string(newest_generation(row)) : "-", row.build, facts.release, facts.flavour,
                        facts.toolchain, counted ? format_utc(row.generations.back().switched_s) : "never",
                        mark_of(row), row.facts ? programs_of(row) : "broken: its manifest cannot be read");
        text.append(line, 0, line.find_last_not_of(' ') + 1).append("\n");
    }
    return text;
}

Json builds_to_json(const NodePrefix& prefix, const std::vector<BuildRow>& rows) {
    Json builds = Json::array();
    for (const auto& row : rows) {
        Json generations = Json::array(), programs = Json::array();
        for (const auto& generation : row.generations)
            generations.push_back({{"number", generation.number}, {"switched", format_utc(generation.switched_s)}});
        for (const auto& running : row.programs)
            programs.push_back({{"pid", running.pid}, {"program", running.program}});
        Json json{{"build", row.build},
                  {"path", prefix.build(row.build).string()},
                  {"current", row.current},
                  {"before", row.before}};
        json["facts"] = row.facts ? to_json(*row.facts) : Json(nullptr);
        json["generations"] = std::move(generations);
        json["programs"] = std::move(programs);
        builds.push_back(std::move(json));
    }
    return Json{{"prefix", prefix.root().string()}, {"builds", std::move(builds)}};
}

void require_removable(const BuildRow& row) {
    if (row.current)
        throw Error(ErrorKind::usage, row.build + " is the current build",
                    "switch to another one first: slurm-factory switch BUILD");
    if (!row.programs.empty())
        throw Error(ErrorKind::host,
                    fmt::format("{} of {} run: {}", row.programs.size() == 1 ? "a program" : "programs", row.build,
                                programs_of(row)),
                    "restart the daemons from the current build, and wait for jobs that began under this one");
}

std::vector<BuildRow> unneeded_builds(const std::vector<BuildRow>& rows, unsigned keep) {
    std::vector<BuildRow> unneeded;
    for (const auto& row : rows) {
        if (row.current || row.before || !row.programs.empty()) continue;
        if (keep > 0)
            --keep;
        else
            unneeded.push_back(row);
    }
    return unneeded;
}

}  // namespace sf
