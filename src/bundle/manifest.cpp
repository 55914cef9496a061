#include "bundle/manifest.h"

#include <fmt/format.h>

#include "base/error.h"

namespace sf {
namespace {

Json patches_to_json(const PlannedPackage& planned) {
    Json patches = Json::array();
    for (const auto& patch : planned.patches)
        patches.push_back(Json{{"file", patch.file}, {"sha256", patch.sha256}, {"why", patch.why}});
    return patches;
}

}  // namespace

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
