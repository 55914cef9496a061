#include "catalog/catalog.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/hash.h"
#include "unit/catalog/small_catalog.h"

namespace sf {
namespace {

class CatalogTest : public testing::Test {
  protected:
    // The message of loading the spoiled catalog; it must be of kind catalog and name the file.
    std::string fault(const std::string& file) const {
        try {
            small_.load();
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::catalog);
            EXPECT_NE(e.message().find((small_.root() / file).string()), std::string::npos) << e.message();
            return e.message() + "|" + e.hint();
        }
        return "no error";
    }

    void expect_fault(const std::string& file, const std::string& from, const std::string& to,
                      const std::string& message) {
        small_.replace(file, from, to);
        EXPECT_NE(fault(file).find(message), std::string::npos) << fault(file);
        EXPECT_FALSE(check_catalog({small_.root()}).empty());
        small_.replace(file, to, from);
    }

    SmallCatalog small_;
};

TEST_F(CatalogTest, LoadsWhatTheFilesSay) {
    const Catalog catalog = small_.load();
    const Package& curl = catalog.package("curl");
    EXPECT_EQ(curl.license, "MIT");
    EXPECT_TRUE(curl.shipped);
    EXPECT_TRUE(curl.build.in_source);
    ASSERT_EQ(curl.versions.size(), 1u);
    EXPECT_EQ(curl.versions[0].sources[1].pool, (std::vector<std::string>{"pool/main/curl.tar.gz"}));
    ASSERT_EQ(curl.dependencies.size(), 1u);
    EXPECT_EQ(curl.dependencies[0].types, (std::vector<std::string>{"build", "link"}));
    EXPECT_EQ(catalog.release("24.11").packages.at("openssl"), "3.5.7");
    EXPECT_EQ(catalog.toolchain("trixie").spack_os, "debian13");
    EXPECT_EQ(catalog.toolchain("trixie").targets.at("x86_64_v3"), "-march=x86-64-v3");
    EXPECT_TRUE(check_catalog({small_.root()}).empty());
}

TEST_F(CatalogTest, AnUnknownNameSuggestsNearOnes) {
    const Catalog catalog = small_.load();
    try {
        catalog.toolchain("bokworm");
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::usage);
        EXPECT_EQ(e.message(), "unknown toolchain 'bokworm'; did you mean bookworm? (known: bookworm, trixie)");
    }
}

TEST_F(CatalogTest, FaultsNameFileAndPlace) {
    const std::string file = "packages/curl.yaml";
    expect_fault(file, "why: because", "wy: because", "unknown key 'wy'; did you mean why?");
    expect_fault(file, "\"" + std::string(64, 'a') + "\"", "abc",
                 "/versions/0/sources/0/sha256: 'abc' is not a sha256");
    expect_fault(file, "version: \"8.14.1\"", "version: 8",
                 "/versions/0/version: expected a string, found the number 8|put it in quotes");
    expect_fault(file, "types: [build, link]", "types: [build, lnk]",
                 "/dependencies/0/types/1: 'lnk' is not one of build, link, run");
    expect_fault(file, "system: autotools", "system: scons", "/build/system: 'scons' is not one of");
    expect_fault(file, "license: MIT\n", "", "the key 'license' is missing");
    expect_fault(file, "name: curl\n", "name: crul\n", "/name: 'crul' is not the name of the file");
    expect_fault("releases/24.11.yaml", "2026-05-31", "31.5.2026", "/end_of_life: '31.5.2026' is not a date");
    expect_fault("toolchains/trixie.yaml", "family: apt", "family: zypper", "/family: 'zypper' is not one of apt, dnf");
}

TEST_F(CatalogTest, ASourceHasAChecksumOrSaysThatItHasNone) {
    const std::string line = "        sha256: \"" + std::string(64, 'a') + "\"\n";
    small_.replace("packages/curl.yaml", line, "");
    EXPECT_NE(fault("packages/curl.yaml").find("either a sha256 or `unverified: true`"), std::string::npos);
    small_.replace("packages/curl.yaml", "        sha256_from: computed\n", "        unverified: true\n");
    EXPECT_TRUE(small_.load().package("curl").versions[0].sources[0].unverified);
}

TEST_F(CatalogTest, AFolderForOnePackageAloneIsNotASharedOne) {
    small_.replace("packages/zlib.yaml", "keep: [", "at: zlib1\n  keep: [");
    EXPECT_EQ(small_.load().package("zlib").at, "zlib1");
    small_.replace("packages/zlib.yaml", "at: zlib1", "at: lib");
    EXPECT_THROW(small_.load(), Error);
}

TEST_F(CatalogTest, AModulefileHasATierAndATemplate) {
    EXPECT_FALSE(small_.load().package("zlib").module.has_value());
    small_.append("packages/zlib.yaml", "module: {tier: compiler, opens: mpi, template: a.lua.in}\n");
    const Catalog catalog = small_.load();
    const auto& module = catalog.package("zlib").module;
    ASSERT_TRUE(module.has_value());
    EXPECT_EQ(module->tier, "compiler");
    EXPECT_EQ(module->opens, "mpi");
    EXPECT_EQ(module->file, "a.lua.in");
    small_.replace("packages/zlib.yaml", "tier: compiler", "tier: core");
    EXPECT_THROW(small_.load(), Error);
}

TEST_F(CatalogTest, ABadRangeIsNamed) {
    small_.replace("packages/slurm.yaml", "types: [build, link]}", "types: [build], when: {release: \"24.11:23.02\"}}");
    EXPECT_NE(fault("packages/slurm.yaml").find("/dependencies/0/when/release: \"24.11:23.02\" is not a range"),
              std::string::npos);
}

TEST_F(CatalogTest, BrokenYamlHasLineAndColumn) {
    small_.replace("packages/curl.yaml", "why: because", "why: [because");
    EXPECT_NE(fault("packages/curl.yaml").find("curl.yaml:"), std::string::npos);
}

TEST_F(CatalogTest, PatchesAreHashedAndMissingOnesNamed) {
    small_.append("packages/curl.yaml", "patches:\n  - {file: fix.patch, why: a fix, when: {source: debian}}\n");
    EXPECT_NE(fault("packages/curl.yaml").find("/patches/0/file: there is no patch fix.patch"), std::string::npos);
    small_.write("packages/patches/fix.patch", "--- a\n+++ b\n");
    const Catalog catalog = small_.load();
    const Patch& patch = catalog.package("curl").patches.at(0);
    EXPECT_EQ(patch.sha256, sha256_hex("--- a\n+++ b\n"));
    EXPECT_TRUE(patch.path.is_absolute());
    EXPECT_EQ(patch.when.entries.at("source"), (std::vector<std::string>{"debian"}));
}

TEST_F(CatalogTest, LinesMayHaveConditions) {
    small_.replace("packages/curl.yaml", "    - --disable-static\n",
                   "    - {arg: --new, when: {release: \"24.11:\"}}\n    - {arg: --old, when: {release: \":23.11\"}}\n "
                   "   - --always\n");
    small_.replace("packages/curl.yaml", "  system: autotools\n",
                   "  system: autotools\n  source_dir:\n    - {arg: inner, when: {source: [debian]}}\n    - outer\n");
    const Catalog catalog = small_.load();
    Context context;
    context.release = "24.11";
    context.source = "debian";
    const BuildRules& build = catalog.package("curl").build;
    EXPECT_EQ(select(build.configure_args, context), (std::vector<std::string>{"--new", "--always"}));
    EXPECT_EQ(select(build.source_dir, context).front(), "inner");
    context.source = "upstream";
    EXPECT_EQ(select(build.source_dir, context).front(), "outer");
}

TEST_F(CatalogTest, ALaterFolderReplacesByFileName) {
    const SmallCatalog site;
    fs::remove_all(site.root() / "releases");
    fs::remove_all(site.root() / "toolchains");
    small_.write("packages/patches/fix.patch", "x");
    site.replace("packages/zlib.yaml", "license: MIT", "license: Zlib");
    site.append("packages/zlib.yaml", "patches:\n  - {file: fix.patch, why: the first catalog has it}\n");
    const Catalog catalog = Catalog::load({small_.root(), site.root()});
    EXPECT_EQ(catalog.package("zlib").license, "Zlib");
    EXPECT_EQ(catalog.package("zlib").patches.at(0).sha256, sha256_hex("x"));
    EXPECT_EQ(catalog.releases().size(), 1u);
}

TEST_F(CatalogTest, AFolderThatDoesNotExistIsAUsageError) {
    try {
        Catalog::load({small_.root(), "/nowhere/at/all"});
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::usage);
    }
}

TEST_F(CatalogTest, AssetsComeFromTheLastFolderThatHasThem) {
    const SmallCatalog site;
    small_.write("assets/etc/slurm.conf.example", "first");
    small_.write("assets/only-here", "first");
    site.write("assets/etc/slurm.conf.example", "site");
    const Catalog catalog = Catalog::load({small_.root(), site.root()});
    EXPECT_EQ(read_file(catalog.asset("etc/slurm.conf.example")), "site");
    EXPECT_EQ(read_file(catalog.asset("only-here")), "first");
    EXPECT_THROW(catalog.asset("nothing"), Error);
    EXPECT_EQ(catalog.assets().size(), 2u);
}

TEST_F(CatalogTest, TheHostsToolchainIsFoundByOsRelease) {
    const Catalog catalog = small_.load();
    const auto found = [&](const std::string& text) -> std::string {
        small_.write("os-release", text);
        const Toolchain* toolchain = toolchain_of_host(catalog, small_.root() / "os-release");
        return toolchain == nullptr ? "none" : toolchain->name;
    };
    EXPECT_EQ(found("PRETTY_NAME=\"Debian\"\nID=debian\nVERSION_ID=\"12\"\n"), "bookworm");
    EXPECT_EQ(found("ID=debian\nVERSION_ID='13.1'\n"), "trixie");
    EXPECT_EQ(found("ID=debian\nVERSION_ID=\"11\"\n"), "none");
    EXPECT_EQ(found("ID=ubuntu\nVERSION_ID=\"12\"\n"), "none");
    EXPECT_EQ(found("ID=debian\n"), "none");
    EXPECT_EQ(toolchain_of_host(catalog, "/nowhere/os-release"), nullptr);
}

TEST(ConditionTest, EveryEntryMustHold) {
    Context context{"24.11.5", "24.11", "minimal", "bookworm", "apt", "upstream", "x86_64"};
    EXPECT_TRUE(holds({}, context));
    EXPECT_TRUE(holds({{{"version", {"24.11"}}, {"flavour", {"default", "minimal"}}}}, context));
    EXPECT_FALSE(holds({{{"version", {"24.11"}}, {"flavour", {"gpu"}}}}, context));
    EXPECT_FALSE(holds({{{"toolchain", {"trixie"}}}}, context));
    EXPECT_FALSE(holds({{{"family", {"dnf"}}}}, context));
    EXPECT_FALSE(holds({{{"arch", {"aarch64"}}}}, context));
    EXPECT_TRUE(holds({{{"source", {"upstream"}}}}, context));
    EXPECT_THROW(holds({{{"weather", {"fine"}}}}, context), Error);
}

TEST(ConditionTest, GpuIsWhatTheToolchainOffersInTheGpuFlavour) {
    Toolchain toolchain;
    toolchain.gpu = {"rsmi"};
    Context context{"24.11.5", "24.11", "gpu", "bookworm", "apt", "upstream", "x86_64"};
    const Condition either{{{"gpu", {"rocm", "rsmi"}}}}, rocm{{{"gpu", {"rocm"}}}};
    context.gpu = gpu_support(toolchain, "gpu");
    EXPECT_TRUE(holds(either, context));
    EXPECT_FALSE(holds(rocm, context));
    context.gpu = gpu_support(toolchain, "default");
    EXPECT_FALSE(holds(either, context));
}

class CheckTest : public CatalogTest {
  protected:
    void expect_only(const std::string& part) {
        const auto faults = check_catalog({small_.root()});
        ASSERT_EQ(faults.size(), 1u) << (faults.empty() ? "" : faults[1]);
        EXPECT_NE(faults[0].find(part), std::string::npos) << faults[0];
    }
};

TEST_F(CheckTest, ReportsTheFaultsOfAllFiles) {
    small_.replace("packages/curl.yaml", "license: MIT", "licence: MIT");
    small_.replace("packages/zlib.yaml", "system: autotools", "system: scons");
    const auto faults = check_catalog({small_.root()});
    EXPECT_GE(faults.size(), 2u);
    const auto mentions = [&](const std::string& part) {
        return std::any_of(faults.begin(), faults.end(),
                           [&](const std::string& fault) { return fault.find(part) != std::string::npos; });
    };
    EXPECT_TRUE(mentions("curl.yaml"));
    EXPECT_TRUE(mentions("zlib.yaml: /build/system"));
}

TEST_F(CheckTest, APinThatNoPackageHas) {
    small_.replace("releases/24.11.yaml", "zlib: \"1.3.1\"", "zlib: \"1.2.11\"");
    expect_only("pins zlib 1.2.11");
}

TEST_F(CheckTest, APinThatNothingNeeds) {
    small_.add_package("lz4", "1.10.0", "");
    small_.replace("releases/24.11.yaml", "packages:\n", "packages:\n  lz4: \"1.10.0\"\n");
    expect_only("pins 'lz4', which no flavour needs");
}

TEST_F(CheckTest, AnOptionalPackageIsNeededAndPinned) {
    small_.add_package("lz4", "1.10.0", "");
    small_.replace("releases/24.11.yaml", "packages:\n", "packages:\n  lz4: \"1.10.0\"\n");
    small_.append("releases/24.11.yaml", "optional: [lz4]\n");
    EXPECT_EQ(check_catalog({small_.root()}), std::vector<std::string>{});
    small_.replace("releases/24.11.yaml", "  lz4: \"1.10.0\"\n", "");
    expect_only("no version of 'lz4' is pinned (a root)");
}

TEST_F(CheckTest, GpuPackagesAreForSomething) {
    small_.append("toolchains/bookworm.yaml", "  gpu_packages: [librocm-smi-dev]\n");
    expect_only("nothing says by `gpu` what these packages are for");
    small_.append("toolchains/bookworm.yaml", "gpu: [rsmi]\n");
    EXPECT_EQ(check_catalog({small_.root()}), std::vector<std::string>{});
    small_.replace("toolchains/bookworm.yaml", "gpu: [rsmi]", "gpu: [cuda]");
    EXPECT_FALSE(check_catalog({small_.root()}).empty());
}

TEST_F(CheckTest, OnlyALibraryHasDriverLibraries) {
    small_.append("packages/zlib.yaml", "  - {library: lib/ucx/libuct_cuda.so.0, driver_libraries: [libcuda.so.1]}\n");
    EXPECT_EQ(check_catalog({small_.root()}), std::vector<std::string>{});
    small_.append("packages/zlib.yaml", "  - {plugin: gpu_nvml, driver_libraries: [libnvidia-ml.so.1]}\n");
    expect_only("only a library has driver_libraries");
}

TEST_F(CheckTest, ADependencyWithoutAPin) {
    small_.replace("releases/24.11.yaml", "  munge: \"0.5.16\"\n", "");
    expect_only("no version of 'munge' is pinned");
}

TEST_F(CheckTest, AModulefileWithoutItsTemplate) {
    small_.append("packages/zlib.yaml", "module: {tier: core, template: a.lua.in}\n");
    expect_only("template 'a.lua.in' is not in assets/");
    small_.write("assets/a.lua.in", "");
    EXPECT_TRUE(check_catalog({small_.root()}).empty());
}

TEST_F(CheckTest, ACycleIsShown) {
    small_.append("packages/zlib.yaml", "dependencies:\n" + SmallCatalog::dependency("curl"));
    expect_only("curl -> openssl -> zlib -> curl");
}

TEST(RealCatalog, IsValid) {
    const auto faults = check_catalog({SF_CATALOG});
    EXPECT_TRUE(faults.empty()) << faults.front();
}

}  // namespace
}  // namespace sf
