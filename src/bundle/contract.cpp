#include "bundle/contract.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace sf {
namespace {

Capability capability_of(const Provided& provided, const std::string& package) {
    Capability result{provided.kind,  provided.name,           provided.name,
                      provided.run,   provided.hosts,          package,
                      provided.opens, provided.driver_symbols, provided.driver_libraries};
    if (provided.kind == CapabilityKind::plugin) result.path = fmt::format("lib/slurm/{}.so", provided.name);
    return result;
}

Json plugin_to_json(const Capability& plugin) {
    Json json{{"name", plugin.name}, {"path", plugin.path}, {"hosts", plugin.hosts}, {"package", plugin.package}};
    if (!plugin.opens.empty()) json["opens"] = plugin.opens;
    if (!plugin.driver_symbols.empty()) json["driver_symbols"] = plugin.driver_symbols;
    return json;
}

Json library_to_json(const Capability& library) {
    Json json{{"path", library.path}, {"package", library.package}};
    if (!library.driver_libraries.empty()) json["driver_libraries"] = library.driver_libraries;
    if (!library.driver_symbols.empty()) json["driver_symbols"] = library.driver_symbols;
    return json;
}

// A list, or one word that stands for a list of one.
std::vector<std::string> words_of(const Json& item, const char* key) {
    const auto found = item.find(key);
    if (found == item.end()) return {};
    if (found->is_string()) return {found->get<std::string>()};
    return found->get<std::vector<std::string>>();
}

// A path of a manifest that came from outside must stay below the view.
std::string inner_path(const Json& item) {
    auto path = item.at("path").get<std::string>();
    const auto normal = std::filesystem::path(path).lexically_normal();
    if (path.empty() || normal.is_absolute() || *normal.begin() == "..")
        throw Error(ErrorKind::failure, fmt::format("capabilities.json names {}, which is outside the view", path));
    return path;
}

}  // namespace

std::vector<Capability> expected_capabilities(const Plan& plan) {
    std::vector<Capability> result;
    for (const auto& planned : plan.packages) {
        if (!planned.shipped) continue;
        const auto context = context_of(plan, planned);
        for (const auto& provided : planned.package->provides)
            if (holds(provided.when, context)) result.push_back(capability_of(provided, planned.spec.name));
    }
    return result;
}

void require_capabilities(const std::vector<Capability>& capabilities, const std::filesystem::path& view) {
    std::vector<std::string> missing;
    for (const auto& capability : capabilities) {
        std::error_code failure;
        if (!std::filesystem::is_regular_file(view / capability.path, failure))
            missing.push_back(fmt::format("{} (of {})", capability.path, capability.package));
    }
    if (!missing.empty())
        throw Error(
            ErrorKind::build, fmt::format("the build lacks what the catalog promises: {}", join(missing, ", ")),
            "the package's configure log says why a part was left out; a promise that does not hold belongs under "
            "`when:` in `provides`, a file that is not kept under `bundle: keep`");
}

Json capabilities_to_json(const Plan& plan, const std::vector<Capability>& capabilities,
                          const std::string& glibc_floor) {
    Json programs = Json::array(), libraries = Json::array(), plugins = Json::array();
    for (const auto& item : capabilities) {
        switch (item.kind) {
            case CapabilityKind::program:
                programs.push_back(Json{{"path", item.path}, {"run", item.run}, {"package", item.package}});
                break;
            case CapabilityKind::library:
                libraries.push_back(library_to_json(item));
                break;
            case CapabilityKind::plugin:
                plugins.push_back(plugin_to_json(item));
                break;
        }
    }
    return Json{{"version", 1},
                {"release", plan.release},
                {"slurm", plan.slurm_version},
                {"flavour", plan.context.flavour},
                {"toolchain", plan.toolchain->name},
                {"glibc_floor", glibc_floor},
                {"programs", std::move(programs)},
                {"libraries", std::move(libraries)},
                {"plugins", std::move(plugins)}};
}

std::vector<Capability> capabilities_from_json(const Json& json) {
    try {
        if (json.at("version") != 1)
            throw Error(
                ErrorKind::failure,
                fmt::format("capabilities.json has version {}, this program reads 1", json.at("version").dump()),
                "use a newer slurm-factory");
        std::vector<Capability> result;
        for (const auto& item : json.at("programs")) {
            const auto path = inner_path(item);
            result.push_back(
                {CapabilityKind::program, path, path, item.value("run", ""), {}, item.value("package", "")});
        }
        for (const auto& item : json.at("libraries")) {
            const auto path = inner_path(item);
            result.push_back({CapabilityKind::library,
                              path,
                              path,
                              "",
                              {},
                              item.value("package", ""),
                              {},
                              words_of(item, "driver_symbols"),
                              words_of(item, "driver_libraries")});
        }
        for (const auto& item : json.at("plugins"))
            result.push_back({CapabilityKind::plugin, inner_path(item), item.at("name").get<std::string>(), "",
                              item.at("hosts").get<std::vector<std::string>>(), item.value("package", ""),
                              words_of(item, "opens"), words_of(item, "driver_symbols")});
        return result;
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::failure, fmt::format("capabilities.json is malformed: {}", e.what()));
    }
}

}  // namespace sf
