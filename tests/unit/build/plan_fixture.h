// A small plan made by hand: slurm links curl, which links zlib; slurm builds with a tool.
#pragma once

#include "base/error.h"
#include "base/hash.h"
#include "concretize/concretize.h"

namespace sf::test {

class PlanFixture {
  public:
    PlanFixture() {
        toolchain.name = "bookworm";
        toolchain.family = "apt";
        toolchain.targets = {{"x86_64_v3", "-march=x86-64-v3"}};
        release.release = "24.11";
        release.source_date_epoch = 1741737600;
        plan.release = "24.11";
        plan.slurm_version = "24.11.5";
        plan.toolchain = &toolchain;
        plan.release_data = &release;
        plan.roots = {"slurm"};
        plan.context = {"", "24.11", "minimal", "bookworm", "apt", "", "x86_64"};
        add("zlib", "1.3.1", {});
        add("curl", "8.14.1", {{"zlib", {"build", "link"}}});
        add("tool", "1.0", {});
        add("slurm", "24.11.5", {{"curl", {"build", "link"}}, {"tool", {"build"}}});
    }
    PlanFixture(const PlanFixture&) = delete;

    Package& package(const std::string& name) { return packages.at(name); }
    PlannedPackage& planned(const std::string& name) {
        for (auto& candidate : plan.packages) {
            if (candidate.spec.name == name) return candidate;
        }
        throw Error(ErrorKind::failure, "no " + name);
    }

    Toolchain toolchain;
    Release release;
    std::map<std::string, Package> packages;
    Plan plan;

  private:
    void add(const std::string& name, const std::string& version,
             const std::vector<std::pair<std::string, std::vector<std::string>>>& edges) {
        Package& package = packages[name];
        package.name = name;
        package.file = "/catalog/packages/" + name + ".yaml";
        package.build.system = "autotools";
        PlannedPackage planned;
        planned.spec.name = name;
        planned.spec.version = version;
        planned.spec.arch = {"linux", "debian12", "x86_64_v3"};
        planned.spec.hash = hash_of(name);
        planned.package = &package;
        planned.source.variant = "upstream";
        planned.target_flags = toolchain.targets.at("x86_64_v3");
        planned.of_release = true;
        planned.source_date_epoch = plan.release_data->source_date_epoch;
        for (const auto& [dependency, types] : edges) {
            planned.spec.dependencies.push_back({dependency, hash_of(dependency), types, {}});
            planned.build_dependencies.push_back(dependency);
            if (types.back() != "link") continue;
            planned.link_dependencies.push_back(dependency);
            planned.rpath_dependencies.push_back(dependency);
        }
        planned.prefix = "/opt/slurm-factory/__padding__/" + planned.spec.store_name();
        plan.packages.push_back(planned);
    }
    static std::string hash_of(const std::string& name) { return sha256_hex(name).substr(0, 32); }
};

}  // namespace sf::test
