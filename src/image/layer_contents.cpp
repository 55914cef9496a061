#include "image/layer_contents.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace sf {
namespace {

constexpr const char* kSlurm = "slurm";
constexpr const char* kOwnFiles = "templates, units, modulefiles, manifest";

struct Package {
    std::string version;
    std::vector<std::string> needs;
    int height = -1;          // of the packages below it; -1: not known yet
    bool of_release = false;  // is Slurm, or is built on it
};

using Packages = std::map<std::string, Package>;

Packages shipped_packages(const Json& spec) {
    Packages packages;
    for (const auto& item : spec.at("packages")) {
        if (!item.at("shipped").get<bool>()) continue;
        Package package;
        package.version = item.at("version");
        package.of_release = item.at("name") == kSlurm;
        for (const auto& dependency : item.at("dependencies")) package.needs.push_back(dependency.at("name"));
        packages.emplace(item.at("name").get<std::string>(), std::move(package));
    }
    return packages;
}

// A spec is a DAG: its names are looked up once each.
void measure(Packages& packages, Package& package) {
    if (package.height >= 0) return;
    package.height = 0;
    for (const auto& name : package.needs) {
        const auto found = packages.find(name);
        if (found == packages.end()) continue;  // only built with
        measure(packages, found->second);
        package.height = std::max(package.height, found->second.height + 1);
        package.of_release = package.of_release || found->second.of_release;
    }
}

}  // namespace

std::vector<LayerContent> layer_contents(const Json& spec, const Json& files) {
    Packages packages = shipped_packages(spec);
    for (auto& [name, package] : packages) measure(packages, package);
    std::map<std::string, std::vector<std::string>> paths;  // of each package
    for (const auto& item : files.at("files")) paths[item.value("package", "")].push_back(item.at("path"));

    std::vector<std::tuple<bool, int, std::string>> order;
    for (const auto& [name, package] : packages) order.emplace_back(package.of_release, package.height, name);
    std::sort(order.begin(), order.end());
    std::vector<LayerContent> contents;
    for (const auto& [of_release, height, name] : order)
        if (paths.contains(name))
            contents.push_back({fmt::format("{} {}", name, packages.at(name).version), of_release, paths.at(name)});
    contents.push_back({kOwnFiles, true, paths[""]});
    for (auto& content : contents) std::sort(content.paths.begin(), content.paths.end());
    return contents;
}

}  // namespace sf
