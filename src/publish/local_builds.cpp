#include "publish/local_builds.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace sf {
namespace {

bool is_bundle_name(const std::string& name) {
    return name.starts_with("slurm-") && (name.ends_with("-software.tar.gz") || name.ends_with("-software.tar.zst"));
}

std::vector<fs::path> bundles_in(const fs::path& folder) {
    std::vector<fs::path> found;
    if (!fs::is_directory(folder)) return found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_regular_file() && is_bundle_name(entry.path().filename())) found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

// Both names of a bundle follow from the one that it has.
LocalBuild build_of(const fs::path& tarball) {
    LocalBuild build{tarball, "", "", read_bundle(tarball)};
    const std::string name = tarball.filename();
    for (const auto& version : {build.facts.slurm, build.facts.release}) {
        const std::string start = "slurm-" + version + "-";
        if (!is_bundle_name(name) || !name.starts_with(start)) continue;
        const std::string rest = name.substr(start.size());
        build.name = fmt::format("slurm-{}-{}", build.facts.slurm, rest);
        build.alias = fmt::format("slurm-{}-{}", build.facts.release, rest);
        return build;
    }
    throw Error(ErrorKind::usage,
                fmt::format("{} was renamed: it is Slurm {} for {}", tarball.string(), build.facts.slurm,
                            build.facts.toolchain),
                fmt::format("name it slurm-{}-{}-software.tar.gz again", build.facts.slurm, build.facts.toolchain));
}

void check_sum(const LocalBuild& build) {
    const fs::path file = build.beside(".sha256");
    if (file.empty()) return;
    const std::string stated = read_file(file).substr(0, build.facts.archive.sha256.size());
    if (stated != build.facts.archive.sha256)
        throw Error(ErrorKind::source,
                    fmt::format("{} does not have the checksum that {} states", build.tarball.string(), file.string()),
                    "build it again");
}

bool fits(const LocalBuild& build, const std::string& wanted) {
    return wanted == build.facts.release || wanted == build.facts.slurm || wanted == build.name ||
           wanted == build.alias;
}

}  // namespace

fs::path LocalBuild::beside(const std::string& ending) const {
    for (const auto& its_name : {tarball.filename().string(), alias, name}) {
        fs::path file = tarball.parent_path() / (its_name + ending);
        if (fs::is_regular_file(file)) return file;
    }
    return {};
}

std::vector<LocalBuild> find_builds(const std::vector<std::string>& wanted, const fs::path& folder) {
    std::map<std::string, LocalBuild> in_folder, chosen;
    const auto is_file = [](const std::string& word) { return word.find('/') != std::string::npos; };
    if (wanted.empty() || !std::all_of(wanted.begin(), wanted.end(), is_file)) {
        for (const auto& file : bundles_in(folder)) {
            const auto same = [&](const auto& known) { return fs::equivalent(known.second.tarball, file); };
            if (std::any_of(in_folder.begin(), in_folder.end(), same)) continue;
            auto build = build_of(file);
            in_folder.emplace(build.name, std::move(build));
        }
    }
    if (wanted.empty()) chosen = in_folder;
    for (const auto& word : wanted) {
        if (is_file(word)) {
            auto build = build_of(word);
            chosen.insert_or_assign(build.name, std::move(build));
            continue;
        }
        std::vector<std::string> names;
        bool found = false;
        for (const auto& [name, build] : in_folder) {
            names.push_back(build.alias);
            if (!fits(build, word)) continue;
            chosen.emplace(name, build);
            found = true;
        }
        if (!found)
            throw Error(ErrorKind::usage,
                        fmt::format("{} has no build {}{}", folder.string(), word, suggestion(word, names)),
                        "name a file, or a release that was built: slurm-factory build-slurm");
    }
    if (chosen.empty())
        throw Error(ErrorKind::usage, folder.string() + " has no build", "slurm-factory build-slurm makes one");
    std::vector<LocalBuild> builds;
    for (auto& [name, build] : chosen) {
        check_sum(build);
        builds.push_back(std::move(build));
    }
    return builds;
}

}  // namespace sf
