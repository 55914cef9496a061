#include "concretize/package_hash.h"

#include "base/hash.h"

namespace sf {
namespace {

// A source that nobody has computed a checksum of is told by where it comes from.
Json source_identity(const PlannedPackage& planned) {
    const SourceVariant& source = planned.source;
    if (!has_source(planned)) return {{"gcc", planned.spec.version}};
    if (!source.sha256.empty()) return {{"sha256", source.sha256}};
    return {{"unverified", source.urls.empty() ? source.pool.front() : source.urls.front()}};
}

Json rules_identity(const BuildRules& rules, const Context& context) {
    const std::vector<std::string> folders = select(rules.source_dir, context);
    Json identity = Json::object();
    identity["system"] = rules.system;
    identity["source_dir"] = folders.empty() ? "" : folders.front();
    identity["in_source"] = rules.in_source;
    identity["destdir"] = rules.destdir;
    identity["env"] = Json(rules.env);
    identity["prepare"] = select(rules.prepare, context);
    identity["configure_args"] = select(rules.configure_args, context);
    identity["configure"] = select(rules.configure, context);
    identity["build_args"] = select(rules.build_args, context);
    identity["build"] = select(rules.build, context);
    identity["install_args"] = select(rules.install_args, context);
    identity["install"] = select(rules.install, context);
    identity["post_install"] = select(rules.post_install, context);
    return identity;
}

Json toolchain_identity(const Toolchain& toolchain, const std::string& gcc) {
    Json identity = Json::object();
    identity["os"] = toolchain.os_id + " " + toolchain.os_version;
    identity["gcc"] = gcc;
    identity["glibc"] = toolchain.glibc;
    identity["abi_epoch"] = toolchain.abi_epoch;
    return identity;
}

}  // namespace

std::string package_hash(const Plan& plan, const PlannedPackage& planned) {
    Json identity = Json::object();
    identity["recipe_epoch"] = kRecipeEpoch;
    identity["source"] = source_identity(planned);
    Json patches = Json::array();
    for (const Patch& patch : planned.patches) patches.push_back(patch.sha256);
    identity["patches"] = std::move(patches);
    identity["build"] = rules_identity(planned.package->build, context_of(plan, planned));
    identity["license_files"] = planned.package->license_files;
    identity["toolchain"] = toolchain_identity(*plan.toolchain, planned.own_compiler ? plan.gcc : plan.toolchain->gcc);
    identity["target_flags"] = planned.target_flags;
    if (planned.of_release) identity["release"] = plan.release;  // @{release} may stand in any line
    identity["source_date_epoch"] = planned.source_date_epoch;
    if (planned.rpath_dependencies.size() < planned.link_dependencies.size())
        identity["rpath_dependencies"] = planned.rpath_dependencies;
    for (const Edge& edge : planned.spec.dependencies)
        if (edge.hidden) identity["built_with"][edge.name] = edge.hash;
    Hasher hasher(Hasher::Algorithm::sha256);
    hasher.update(compact_json(identity));
    return base32_lower(hasher.digest()) + "====";
}

}  // namespace sf
