#include "concretize/compiler.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "unit/catalog/small_catalog.h"

namespace sf {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// The small catalog with gcc 9.5.0, 12.2.0 (Debian has it) and 12.5.0 (upstream alone), which is built from gmp.
class CompilerTest : public testing::Test {
  protected:
    CompilerTest() {
        small_.add_package("gmp", "6.3.0", "");
        small_.add_package("gcc", "12.2.0", "  - {name: gmp, version: \"6.3.0\", types: [build]}\n");
        small_.replace("packages/gcc.yaml", "versions:\n", R"(versions:
  - version: "12.5.0"
    sources:
      - {variant: upstream, unverified: true, urls: ["https://example.org/gcc-12.5.0.tar.xz"]}
  - version: "9.5.0"
    sources:
      - {variant: upstream, unverified: true, urls: ["https://example.org/gcc-9.5.0.tar.xz"]}
)");
        small_.append("packages/gcc.yaml",
                      "compiler_targets:\n  - {when: {version: \":10\"}, flags: {x86_64_v3: -mavx2}}\n");
        small_.add_package("gcc-runtime", "1", "");
        const std::string text = read_file(small_.root() / "packages/gcc-runtime.yaml");
        const auto versions = text.find("versions:"), build = text.find("build:");
        small_.write("packages/gcc-runtime.yaml", text.substr(0, versions) + "from: compiler\n" + text.substr(build));
        small_.replace("packages/curl.yaml", "dependencies:\n",
                       "dependencies:\n  - {name: gcc-runtime, types: [link]}\n");
    }

    static Request request(const std::string& compiler) {
        Request request;
        request.slurm_version = "24.11";
        request.toolchain = "bookworm";
        request.flavour = "minimal";
        request.compiler_version = compiler;
        return request;
    }

    static std::vector<std::string> edges_of(const PlannedPackage& planned) {
        std::vector<std::string> names;
        for (const Edge& edge : planned.spec.dependencies) names.push_back(edge.name);
        return names;
    }

    SmallCatalog small_;
};

TEST_F(CompilerTest, AMajorStandsForTheNewestThatThePreferredOriginsHave) {
    const Catalog catalog = small_.load();
    SourceChoice upstream, debian;
    debian.preferred = "debian";
    for (const char* typed : {"12", "12.x"}) {
        EXPECT_EQ(resolve_compiler(catalog, typed, upstream, false).version, "12.5.0") << typed;
        EXPECT_EQ(resolve_compiler(catalog, typed, debian, false).version, "12.2.0") << typed;
    }
    EXPECT_EQ(resolve_compiler(catalog, "12.5.0", debian, false).version, "12.5.0");
    EXPECT_EQ(resolve_compiler(catalog, "13.9", debian, true).version, "13.9");
}

TEST_F(CompilerTest, AnUnknownVersionIsAnErrorThatNamesTheKnown) {
    const Catalog catalog = small_.load();
    try {
        resolve_compiler(catalog, "12.3.0", {}, false);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        EXPECT_THAT(error.message(), HasSubstr("12.2.0"));
    }
}

TEST_F(CompilerTest, TheToolchainsOwnCompilerGivesItsRuntimeToWhoAsksForIt) {
    const Catalog catalog = small_.load();
    const Plan plan = concretize(request(""), catalog, {});
    EXPECT_EQ(plan.at("gcc-runtime").spec.version, "12");
    EXPECT_EQ(plan.at("gcc-runtime").chosen_by, "the compiler is gcc 12");
    EXPECT_THAT(edges_of(plan.at("slurm")), Not(Contains("gcc-runtime")));
    EXPECT_THROW(plan.at("gcc"), Error);
}

TEST_F(CompilerTest, AnOwnCompilerBuildsEverythingButItself) {
    const Catalog catalog = small_.load();
    const Plan plan = concretize(request("12.2.0"), catalog, {});
    EXPECT_EQ(plan.gcc, "12.2.0");
    for (const char* name : {"zlib", "curl", "slurm", "gcc-runtime"}) {
        EXPECT_TRUE(plan.at(name).own_compiler) << name;
        EXPECT_THAT(edges_of(plan.at(name)), Contains("gcc")) << name;
        EXPECT_EQ(context_of(plan, plan.at(name)).compiler, "own") << name;
    }
    for (const char* name : {"gcc", "gmp"}) {
        EXPECT_FALSE(plan.at(name).own_compiler) << name;
        EXPECT_FALSE(plan.at(name).shipped) << name;
        EXPECT_EQ(context_of(plan, plan.at(name)).compiler, "toolchain") << name;
    }
    EXPECT_THAT(edges_of(plan.at("zlib")), Contains("gcc-runtime"));
    EXPECT_TRUE(plan.at("gcc-runtime").shipped);
    EXPECT_EQ(plan.at("gmp").chosen_by, "gcc asks for gmp 6.3.0");
}

TEST_F(CompilerTest, AnotherCompilerIsAnotherHashOfAllThatItBuilds) {
    const Catalog catalog = small_.load();
    const Plan own = concretize(request(""), catalog, {});
    const Plan older = concretize(request("9.5.0"), catalog, {});
    const Plan newer = concretize(request("12.2.0"), catalog, {});
    for (const char* name : {"zlib", "slurm"}) {
        EXPECT_NE(own.at(name).spec.hash, newer.at(name).spec.hash);
        EXPECT_NE(older.at(name).spec.hash, newer.at(name).spec.hash);
    }
    EXPECT_EQ(older.at("gmp").spec.hash, newer.at("gmp").spec.hash);
}

TEST_F(CompilerTest, AnOldCompilerHasFlagsOfItsOwnForATarget) {
    const Catalog catalog = small_.load();
    EXPECT_EQ(concretize(request("9.5.0"), catalog, {}).at("zlib").target_flags, "-mavx2");
    const Plan plan = concretize(request("12.2.0"), catalog, {});
    EXPECT_EQ(plan.at("zlib").target_flags, plan.toolchain->targets.at("x86_64_v3"));
    EXPECT_EQ(plan.at("gmp").target_flags, plan.toolchain->targets.at("x86_64_v3"));
}

TEST_F(CompilerTest, ACompilerIsPlannedWithoutARelease) {
    const Catalog catalog = small_.load();
    const Plan plan = concretize_compiler(request("12.2.0"), catalog, {});
    EXPECT_EQ(plan.release_data, nullptr);
    EXPECT_EQ(plan.roots, (std::vector<std::string>{"gcc", "gcc-runtime"}));
    EXPECT_EQ(plan.at("gcc").spec.hash, concretize(request("12.2.0"), catalog, {}).at("gcc").spec.hash);
    EXPECT_THAT(plan_to_tree(plan), HasSubstr("GCC 12.2.0\n"));
    EXPECT_FALSE(plan_to_json(plan).contains("release"));
}

}  // namespace
}  // namespace sf
