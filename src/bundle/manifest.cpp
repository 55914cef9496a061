#include "bundle/manifest.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/os_error.h"
#include "relocate/mapped_file.h"

namespace sf {
namespace {

std::string mode_of(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) throw os_error(errno, "stat", file);
    return (status.st_mode & 0111) != 0 ? "0755" : "0644";  // what the archive gives it
}

Json patches_to_json(const PlannedPackage& planned) {
    Json patches = Json::array();
    for (const auto& patch : planned.patches)
        patches.push_back(Json{{"file", patch.file}, {"sha256", patch.sha256}, {"why", patch.why}});
    return patches;
}

}  // namespace

std::string normalised_sha256(const fs::path& file, const std::vector<BakedString>& baked) {
    const MappedFile mapped(file);
    const auto bytes = mapped.bytes();
    Hasher hasher(Hasher::Algorithm::sha256);
    std::size_t done = 0;
    for (const auto& range : baked) {
        const auto begin = std::min<std::size_t>(range.offset, bytes.size());
        const auto end = begin + std::min<std::size_t>(range.room, bytes.size() - begin);
        if (begin < done) continue;
        hasher.update(bytes.substr(done, begin - done));
        hasher.update(std::string(end - begin, '\0'));
        done = end;
    }
    hasher.update(bytes.substr(done));
    return hex(hasher.digest());
}

Json files_to_json(const fs::path& bundle, const std::vector<BakedString>& baked) {
    std::map<std::string, std::vector<BakedString>> ranges;  // of the files of view/
    for (const auto& range : baked) ranges["view/" + range.file].push_back(range);
    Json files = Json::array();
    walk_sorted(bundle, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (relative.rfind("manifest/", 0) == 0) return;
        if (entry.is_symlink()) {
            files.push_back(
                Json{{"path", relative}, {"type", "link"}, {"target", fs::read_symlink(entry.path()).string()}});
        } else if (entry.is_regular_file()) {
            files.push_back(Json{{"path", relative},
                                 {"type", "file"},
                                 {"mode", mode_of(entry.path())},
                                 {"size", entry.file_size()},
                                 {"sha256", normalised_sha256(entry.path(), ranges[relative])}});
        }
    });
    return Json{{"version", 1}, {"files", std::move(files)}};
}

Json sources_to_json(const Plan& plan) {
    Json packages = Json::array();
    for (const auto& planned : plan.packages) {
        Json item{{"name", planned.spec.name},         {"version", planned.spec.version},
                  {"shipped", planned.shipped},        {"license", planned.package->license},
                  {"variant", planned.source.variant}, {"sha256", planned.source.sha256}};
        if (!planned.local_source.empty()) {
            item["file"] = planned.local_source.filename().string();
        } else {
            item["urls"] = planned.source.urls;
            item["pool"] = planned.source.pool;
        }
        item["patches"] = patches_to_json(planned);
        packages.push_back(std::move(item));
    }
    return Json{{"version", 1}, {"packages", std::move(packages)}};
}

Json runpath_to_json(const OwnFolders& own_folders) {
    return Json{{"version", 1}, {"own_folders", own_folders.empty() ? Json::object() : Json(own_folders)}};
}

OwnFolders runpath_from_json(const Json& json) {
    try {
        return json.at("own_folders").get<OwnFolders>();
    } catch (const Json::exception& error) {
        throw Error(ErrorKind::failure, fmt::format("runpath.json is malformed: {}", error.what()));
    }
}

Json requirements_to_json(const Plan& plan, const std::string& glibc_floor) {
    return Json{{"version", 1},
                {"arch", plan.context.arch},
                {"target", plan.packages.front().spec.arch.target},
                {"glibc_floor", glibc_floor},
                {"os",
                 {{"id", plan.toolchain->os_id},
                  {"version_id", plan.toolchain->os_version},
                  {"codename", plan.toolchain->codename}}},
                {"kernel", nullptr}};
}

}  // namespace sf
