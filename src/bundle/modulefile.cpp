#include "bundle/modulefile.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace sf {

std::string modulefile_path(const Plan& plan) {
    return fmt::format("modules/slurm/{}-{}.lua", plan.release, plan.toolchain->name);
}

std::string render_modulefile(const Plan& plan, const std::string& text) {
    const std::map<std::string, std::string> values{
        {"version", plan.slurm_version},   {"release", plan.release},
        {"flavour", plan.context.flavour}, {"toolchain", plan.toolchain->name},
        {"os", plan.toolchain->os_name},   {"target", plan.packages.front().spec.arch.target}};
    return expand_placeholders(text, [&](const std::string& name) {
        const auto value = values.find(name);
        if (value == values.end())
            throw Error(ErrorKind::catalog, fmt::format("assets/modulefile.lua.in: no placeholder @{{{}}}", name));
        return value->second;
    });
}

}  // namespace sf
