#include "concretize/compiler.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "spec/version.h"

namespace sf {
namespace {

bool has_origin(const PackageVersion& version, const std::string& preferred) {
    return std::any_of(version.sources.begin(), version.sources.end(), [&](const SourceVariant& source) {
        return preferred == "debian" ? !source.pool.empty() : !source.urls.empty();
    });
}

std::vector<std::string> names_of(const Package& package) {
    std::vector<std::string> names;
    for (const PackageVersion& version : package.versions) names.push_back(version.version);
    return names;
}

// The newest that has the preferred kind of origins, else the newest.
const PackageVersion* newest(const std::vector<const PackageVersion*>& versions, const std::string& preferred) {
    const auto older = [&](const PackageVersion* a, const PackageVersion* b) {
        const bool a_has = has_origin(*a, preferred), b_has = has_origin(*b, preferred);
        return a_has != b_has ? b_has : Version(a->version) < Version(b->version);
    };
    const auto found = std::max_element(versions.begin(), versions.end(), older);
    return found == versions.end() ? nullptr : *found;
}

}  // namespace

ResolvedCompiler resolve_compiler(const Catalog& catalog, const std::string& typed, const SourceChoice& choice,
                                  bool own_source) {
    const Package& package = catalog.package(kCompilerPackage);
    if (own_source || package.find_version(typed) != nullptr) return {typed, "--compiler-version " + typed};
    const std::string range = typed.ends_with(".x") ? typed.substr(0, typed.size() - 2) : typed;
    std::vector<const PackageVersion*> within;
    for (const PackageVersion& version : package.versions) {
        if (Version(version.version).is_within(Version(range))) within.push_back(&version);
    }
    if (const auto* found = newest(within, choice.preferred)) {
        return {found->version,
                fmt::format("--compiler-version {}, of which {} is the newest that {} has", typed, found->version,
                            choice.preferred == "debian" ? "a Debian mirror" : "upstream")};
    }
    throw Error(ErrorKind::usage,
                fmt::format("unknown compiler version '{}'{}", typed, suggestion(range, names_of(package))),
                "another one can be built from your own tarball: --source gcc=PATH");
}

std::string target_flags(const Toolchain& toolchain, const std::string& target, const Package& compiler,
                         const Context& context) {
    for (const CompilerTargets& own : compiler.compiler_targets) {
        const auto flags = own.flags.find(target);
        if (flags != own.flags.end() && holds(own.when, context)) return flags->second;
    }
    return toolchain.targets.at(target);
}

}  // namespace sf
