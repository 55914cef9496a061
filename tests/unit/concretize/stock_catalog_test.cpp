// Every release of the catalog that we ship, for every toolchain and flavour that it has, comes out as a plan.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>

#include "base/error.h"
#include "concretize/concretize.h"
#include "spec/version.h"

namespace sf {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

class StockCatalogTest : public testing::Test {
  protected:
    template <typename Check>
    void for_each_plan(Check&& check) const {
        for (const auto& [release_name, release] : catalog_.releases()) {
            for (const auto& [flavour, roots] : release.flavours) {
                for (const auto& [toolchain, data] : catalog_.toolchains()) {
                    SCOPED_TRACE("release " + release_name + ", flavour " + flavour + ", toolchain " + toolchain);
                    Request request;
                    request.slurm_version = release_name;
                    request.toolchain = toolchain;
                    request.flavour = flavour;
                    try {
                        check(release, concretize(request, catalog_, {}));
                    } catch (const Error& e) {
                        ADD_FAILURE() << e.message();
                    }
                }
            }
        }
    }

    const Catalog catalog_ = Catalog::load({SF_CATALOG});
};

TEST_F(StockCatalogTest, HasNoFault) {
    EXPECT_EQ(check_catalog({SF_CATALOG}), std::vector<std::string>{});
}

TEST_F(StockCatalogTest, EveryPlanIsMadeOfPinnedAndListedVersions) {
    for_each_plan([](const Release& release, const Plan& plan) {
        EXPECT_EQ(plan.slurm_version, release.slurm);
        for (const PlannedPackage& planned : plan.packages) {
            const std::string& name = planned.spec.name;
            if (planned.package->from_compiler) continue;
            ASSERT_TRUE(release.packages.contains(name)) << name;
            EXPECT_EQ(planned.spec.version, release.packages.at(name)) << name;
            EXPECT_NE(planned.package->find_version(planned.spec.version), nullptr) << name;
        }
    });
}

TEST_F(StockCatalogTest, EverySlurmIsPatchedToMoveAndPromisesOneLibslurm) {
    for_each_plan([](const Release&, const Plan& plan) {
        const PlannedPackage& slurm = plan.at("slurm");
        int runtime_prefix = 0;
        for (const Patch& patch : slurm.patches) runtime_prefix += patch.file.starts_with("slurm-runtime-prefix-");
        EXPECT_EQ(runtime_prefix, 1);

        std::set<std::string> libslurm;
        for (const Provided& provided : slurm.package->provides) {
            const bool ours = provided.name.starts_with("lib/libslurm.so.");
            if (ours && holds(provided.when, context_of(plan, slurm))) libslurm.insert(provided.name);
        }
        EXPECT_EQ(libslurm.size(), 1u);
    });
}

std::set<std::string> promises_of(const Plan& plan) {
    std::set<std::string> names;
    for (const PlannedPackage& planned : plan.packages) {
        for (const Provided& provided : planned.package->provides) {
            if (holds(provided.when, context_of(plan, planned))) names.insert(provided.name);
        }
    }
    return names;
}

TEST_F(StockCatalogTest, TheGpuFlavourIsTheDefaultOneAndWhatTheToolchainOffers) {
    const std::string cuda = "lib/ucx/libuct_cuda.so.0", rocm = "lib/ucx/libuct_rocm.so.0", rsmi = "gpu_rsmi";
    for_each_plan([&](const Release& release, const Plan& plan) {
        const auto promises = promises_of(plan);
        const bool gpu = plan.context.flavour == "gpu";
        const auto offers = [&](const char* word) {
            const auto& offered = plan.toolchain->gpu;
            return gpu && std::find(offered.begin(), offered.end(), word) != offered.end();
        };
        EXPECT_EQ(release.flavours.at("gpu"), release.flavours.at("default"));
        EXPECT_EQ(promises.contains(cuda), gpu);
        EXPECT_EQ(promises.contains(rocm), offers("rocm"));
        EXPECT_EQ(promises.contains(rsmi), offers("rsmi"));
        EXPECT_EQ(plan.gpu_left_out().size(), gpu ? 2 - plan.toolchain->gpu.size() : 0);
    });
}

TEST_F(StockCatalogTest, EveryReleaseTakesPyxisBesides) {
    for (const auto& [name, release] : catalog_.releases()) {
        Request request;
        request.slurm_version = name;
        request.toolchain = "bookworm";
        request.with = {"pyxis"};
        EXPECT_TRUE(promises_of(concretize(request, catalog_, {})).contains("spank_pyxis")) << name;
    }
}

TEST_F(StockCatalogTest, EveryCompilerIsPlannedForEveryToolchainAndCompilesSlurmThere) {
    for (const PackageVersion& version : catalog_.package("gcc").versions) {
        for (const auto& [toolchain, data] : catalog_.toolchains()) {
            SCOPED_TRACE("gcc " + version.version + ", toolchain " + toolchain);
            Request request;
            request.slurm_version = "24.11";
            request.toolchain = toolchain;
            request.compiler_version = version.version;
            try {
                const Plan compiler = concretize_compiler(request, catalog_, {});
                const Plan plan = concretize(request, catalog_, {});
                EXPECT_EQ(plan.at("gcc").spec.hash, compiler.at("gcc").spec.hash);
                EXPECT_EQ(plan.at("gcc").spec.version, version.version);
                EXPECT_TRUE(plan.at("slurm").own_compiler);
            } catch (const Error& e) {
                ADD_FAILURE() << e.message();
            }
        }
    }
}

TEST_F(StockCatalogTest, TellsHowLongPlanningTakes) {
    int plans = 0;
    const auto start = std::chrono::steady_clock::now();
    for_each_plan([&](const Release&, const Plan&) { ++plans; });
    const Milliseconds spent = std::chrono::steady_clock::now() - start;
    ASSERT_GT(plans, 0);
    RecordProperty("milliseconds_per_plan", std::to_string(spent.count() / plans));
    std::printf("%d plans, %.2f ms each\n", plans, spent.count() / plans);
}

TEST_F(StockCatalogTest, ReleasesAreUpgradedFromOlderOnesAndSupportEndsAfterTheRelease) {
    for (const auto& [name, release] : catalog_.releases()) {
        EXPECT_LT(release.released, release.end_of_life) << name;
        EXPECT_GE(release.upgrades_from.size(), 2u) << name;
        for (const std::string& older : release.upgrades_from) EXPECT_LT(Version(older), Version(name)) << name;
    }
}

}  // namespace
}  // namespace sf
