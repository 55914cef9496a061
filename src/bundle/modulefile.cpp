#include "bundle/modulefile.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr const char* kFindPrefix = "find_prefix";

std::string expand_asset(const std::string& asset, const Catalog& catalog,
                         const std::map<std::string, std::string>& values) {
    return expand_placeholders(read_file(catalog.asset(asset)), [&](const std::string& name) {
        const auto value = values.find(name);
        if (value != values.end()) return value->second;
        if (name == kFindPrefix) return expand_asset(name + ".lua.in", catalog, values);
        throw Error(ErrorKind::catalog, fmt::format("assets/{}: no placeholder @{{{}}}", asset, name));
    });
}

}  // namespace

Modulefile slurm_modulefile(const Plan& plan) {
    return {fmt::format("modules/slurm/{}-{}.lua", plan.release, plan.toolchain->name), "modulefile.lua.in", {}};
}

std::string render(const Modulefile& modulefile, const Plan& plan, const Catalog& catalog) {
    auto values = modulefile.values;
    values.insert({{"version", plan.slurm_version},
                   {"release", plan.release},
                   {"flavour", plan.context.flavour},
                   {"toolchain", plan.toolchain->name},
                   {"os", plan.toolchain->os_name},
                   {"target", plan.packages.front().spec.arch.target},
                   {"gcc", plan.gcc},
                   {"depth", std::to_string(std::count(modulefile.path.begin(), modulefile.path.end(), '/') + 1)}});
    return expand_asset(modulefile.asset, catalog, values);
}

}  // namespace sf
