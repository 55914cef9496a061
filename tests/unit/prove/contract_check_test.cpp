#include "prove/contract_check.h"

#include <gmock/gmock.h>

#include "unit/prove/tiny_view.h"

namespace sf {
namespace {

using test::TinyView;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Capability plugin(const std::string& name, std::vector<std::string> hosts) {
    return {CapabilityKind::plugin, "lib/slurm/" + name + ".so", name, "", std::move(hosts), "slurm"};
}

Capability program(const std::string& path) {
    return {CapabilityKind::program, path, path, "-V", {}, "slurm"};
}

PluginSymbols check(const TinyView& tiny, const std::vector<Capability>& capabilities) {
    const auto tree = ElfTree::read(tiny.view());
    HostLibraries host("/");
    return check_plugin_symbols(capabilities, tree, host);
}

// A daemon that exports job_count and one that exports node_count.
TinyView make_daemons() {
    TinyView tiny;
    tiny.program("sbin/slurmctld", "int job_count(void) { return 1; } int main(void) { return 0; }", {"-rdynamic"});
    tiny.program("sbin/slurmd", "int node_count(void) { return 1; } int main(void) { return 0; }", {"-rdynamic"});
    return tiny;
}

TEST(PluginSymbols, AreResolvedByTheHostAndByItsOwnLibraries) {
    auto tiny = make_daemons();
    tiny.library("lib/libhelp.so.1", "int help(void) { return 1; }");
    tiny.library("lib/slurm/auth_one.so",
                 "int job_count(void), help(void); int run(void) { return job_count() + help(); }",
                 {tiny.links("lib/libhelp.so.1")});
    const auto result = check(tiny, {plugin("auth_one", {"sbin/slurmctld"})});
    EXPECT_THAT(result.faults, IsEmpty());
    ASSERT_EQ(result.plugins.size(), 1U);
    EXPECT_EQ(result.plugins[0].proof, PluginProof::symbols);
    EXPECT_EQ(result.plugins[0].host, "sbin/slurmctld");
}

TEST(PluginSymbols, NamePluginSymbolAndHostOfAnUnresolvedOne) {
    auto tiny = make_daemons();
    tiny.library("lib/slurm/auth_one.so", "int nowhere(void); int run(void) { return nowhere(); }");
    const auto result = check(tiny, {plugin("auth_one", {"sbin/slurmctld"})});
    EXPECT_THAT(result.faults, ElementsAre("lib/slurm/auth_one.so leaves nowhere undefined in sbin/slurmctld"));
    EXPECT_EQ(result.plugins.at(0).proof, PluginProof::none);
}

TEST(PluginSymbols, MayComeFromEitherOfTwoHosts) {
    auto tiny = make_daemons();
    tiny.library("lib/slurm/prep_one.so",
                 "int job_count(void), node_count(void); int run(void) { return job_count() + node_count(); }");
    EXPECT_THAT(check(tiny, {plugin("prep_one", {"sbin/slurmctld", "sbin/slurmd"})}).faults, IsEmpty());
    EXPECT_THAT(check(tiny, {plugin("prep_one", {"sbin/slurmd"})}).faults, ElementsAre(HasSubstr("job_count")));
}

TEST(PluginSymbols, OfAnotherDaemonAreNotedAndNoFault) {
    auto tiny = make_daemons();
    tiny.library("lib/slurm/cli_one.so", "int job_count(void); int run(void) { return job_count(); }");
    const auto result =
        check(tiny, {program("sbin/slurmctld"), program("sbin/slurmd"), plugin("cli_one", {"sbin/slurmd"})});
    EXPECT_THAT(result.faults, IsEmpty());
    EXPECT_THAT(result.notes, ElementsAre("job_count of cli_one is another daemon's"));
}

TEST(PluginSymbols, MayComeFromALibraryThatThePluginOpens) {
    auto tiny = make_daemons();
    tiny.library("pmix4/lib/libpmix.so.2", "int PMIx_Init(void) { return 1; }");
    tiny.library("lib/slurm/mpi_pmix_v4.so", "int PMIx_Init(void); int run(void) { return PMIx_Init(); }");
    auto pmix = plugin("mpi_pmix_v4", {"sbin/slurmd"});
    EXPECT_THAT(check(tiny, {pmix}).faults, ElementsAre(HasSubstr("PMIx_Init")));
    pmix.opens = {"pmix4/lib/libpmix.so.2"};
    EXPECT_THAT(check(tiny, {pmix}).faults, IsEmpty());
    pmix.opens = {"pmix5/lib/libpmix.so.2"};
    EXPECT_THAT(check(tiny, {pmix}).faults,
                testing::Contains(HasSubstr("pmix5/lib/libpmix.so.2, which the bundle does not")));
}

TEST(PluginSymbols, OfADriverNeedNotBeThere) {
    auto tiny = make_daemons();
    tiny.library("lib/slurm/gpu_nvml.so",
                 "int nvmlInit(void), nowhere(void); int run(void) { return nvmlInit() + nowhere(); }");
    auto nvml = plugin("gpu_nvml", {"sbin/slurmd"});
    nvml.driver_symbols = {"nvml"};
    EXPECT_THAT(check(tiny, {nvml}).faults,
                ElementsAre("lib/slurm/gpu_nvml.so leaves nowhere undefined in sbin/slurmd"));
}

TEST(PluginSymbols, MayBeWeak) {
    auto tiny = make_daemons();
    tiny.library("lib/slurm/auth_one.so",
                 "int nowhere(void) __attribute__((weak)); int run(void) { return nowhere ? nowhere() : 0; }");
    EXPECT_THAT(check(tiny, {plugin("auth_one", {"sbin/slurmctld"})}).faults, IsEmpty());
}

TEST(PluginSymbols, ArePartOfTheLibrarysVersion) {
    auto tiny = make_daemons();
    const auto script = tiny.root() / "versions";
    const std::string code = "int help(void) { return 1; }";
    write_file_atomic(script, "HELP_2 { global: help; };");
    tiny.library("lib/libhelp.so.1", code, {"-Wl,--version-script," + script.string()});
    tiny.library("lib/slurm/auth_one.so", "int help(void); int run(void) { return help(); }",
                 {tiny.links("lib/libhelp.so.1")});
    EXPECT_THAT(check(tiny, {plugin("auth_one", {"sbin/slurmctld"})}).faults, IsEmpty());
    write_file_atomic(script, "HELP_1 { global: help; };");
    tiny.library("lib/libhelp.so.1", code, {"-Wl,--version-script," + script.string()});
    EXPECT_THAT(check(tiny, {plugin("auth_one", {"sbin/slurmctld"})}).faults, ElementsAre(HasSubstr("help@HELP_2")));
}

TEST(PluginSymbols, NameAHostThatIsNotInTheBundle) {
    auto tiny = make_daemons();
    tiny.library("lib/slurm/auth_one.so", "int run(void) { return 0; }");
    EXPECT_THAT(check(tiny, {plugin("auth_one", {"sbin/slurmdbd"})}).faults,
                ElementsAre("lib/slurm/auth_one.so is loaded by sbin/slurmdbd, which the bundle does not have"));
}

TEST(ProgramSymbols, ComeFromTheProgramsOwnLibraries) {
    TinyView tiny;
    tiny.library("lib/libhelp.so.1", "int help(void) { return 1; }");
    tiny.program("bin/tool", "int help(void); int main(void) { return help(); }", {tiny.links("lib/libhelp.so.1")});
    tiny.library("lib/libhelp.so.1", "int other(void) { return 1; }");
    HostLibraries host("/");
    EXPECT_THAT(unresolved_in_programs({program("bin/tool")}, ElfTree::read(tiny.view()), host),
                ElementsAre("bin/tool leaves help undefined"));
}

TEST(ProgramSymbols, OfALibraryThatNeedsADriverNeedNotBeThere) {
    TinyView tiny;
    tiny.library(
        "lib/ucx/libuct_cuda.so.0.0.0",
        "int cuInit(void), nvmlInit(void), nowhere(void); int run(void) { return cuInit() + nvmlInit() + nowhere(); }");
    fs::create_symlink("libuct_cuda.so.0.0.0", tiny.view() / "lib/ucx/libuct_cuda.so.0");
    Capability module{CapabilityKind::library, "lib/ucx/libuct_cuda.so.0", "lib/ucx/libuct_cuda.so.0", "", {}, "ucx"};
    module.driver_symbols = {"cu", "nvml"};
    module.driver_libraries = {"libcuda.so.1"};
    const auto tree = ElfTree::read(tiny.view());
    HostLibraries host("/");
    EXPECT_THAT(unresolved_in_programs({module}, tree, host),
                ElementsAre("lib/ucx/libuct_cuda.so.0 leaves nowhere undefined"));
    EXPECT_EQ(driver_libraries({module, program("bin/tool")}, tree),
              (DriverLibraries{{"lib/ucx/libuct_cuda.so.0.0.0", {"libcuda.so.1"}}}));
}

TEST(MissingCapabilities, NameWhatWasTaken) {
    auto tiny = make_daemons();
    const auto faults = missing_capabilities({program("sbin/slurmctld"), plugin("auth_munge", {})}, tiny.view());
    EXPECT_THAT(faults, ElementsAre("the plugin auth_munge is missing (lib/slurm/auth_munge.so)"));
}

TEST(MissingCapabilities, NameAProgramThatCannotBeExecuted) {
    auto tiny = make_daemons();
    fs::permissions(tiny.view() / "sbin/slurmd", fs::perms::owner_all);
    EXPECT_THAT(missing_capabilities({program("sbin/slurmd")}, tiny.view()),
                ElementsAre(HasSubstr("cannot be executed by everybody")));
}

}  // namespace
}  // namespace sf
