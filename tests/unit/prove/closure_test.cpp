#include "prove/closure.h"

#include <gmock/gmock.h>

#include "unit/prove/tiny_view.h"

namespace sf {
namespace {

using test::TinyView;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> faults_of(const TinyView& tiny) {
    HostLibraries host("/");
    return closure_faults(ElfTree::read(tiny.view()), host, "/");
}

// bin/tool -> lib/libouter.so.1 -> lib/slurm/libinner.so
TinyView make_tool() {
    TinyView tiny;
    tiny.library("lib/slurm/libinner.so", "int inner(void) { return 1; }");
    tiny.library("lib/libouter.so.1", "int inner(void); int outer(void) { return inner(); }",
                 {tiny.links("lib/slurm/libinner.so")});
    tiny.program("bin/tool", "int outer(void); int main(void) { return outer(); }", {tiny.links("lib/libouter.so.1")});
    return tiny;
}

TEST(Closure, HoldsWhereEveryLibraryIsFoundInTheView) {
    EXPECT_THAT(faults_of(make_tool()), IsEmpty());
}

TEST(Closure, NamesAMissingLibraryAndWhoNeedsIt) {
    auto tiny = make_tool();
    fs::remove(tiny.view() / "lib/slurm/libinner.so");
    EXPECT_THAT(faults_of(tiny), ElementsAre(AllOf(HasSubstr("lib/libouter.so.1 needs libinner.so"),
                                                   HasSubstr("$ORIGIN:$ORIGIN/slurm"))));
}

// bin/tool -> runtime/libouter.so, which has no RUNPATH and needs runtime/libinner.so
TinyView make_runtime(bool tool_needs_both) {
    TinyView tiny;
    tiny.library_with_runpath("runtime/libinner.so", "int inner(void) { return 1; }", "");
    tiny.library_with_runpath("runtime/libouter.so", "int inner(void); int outer(void) { return inner(); }", "",
                              {tiny.links("runtime/libinner.so")});
    std::vector<std::string> libraries = {"-Wl,--no-as-needed", tiny.links("runtime/libouter.so")};
    if (tool_needs_both) libraries.push_back(tiny.links("runtime/libinner.so"));
    tiny.program_with_runpath("bin/tool", "int outer(void); int main(void) { return outer(); }",
                              view_runpath("bin/tool", {"runtime"}), libraries);
    return tiny;
}

std::vector<std::string> faults_of_runtime(const TinyView& tiny) {
    HostLibraries host("/");
    return closure_faults(ElfTree::read(tiny.view()), host, "/", {{"bin/tool", {"runtime"}}});
}

TEST(Closure, ALibraryWithoutARunpathFindsWhatItsUserHasLoaded) {
    EXPECT_THAT(faults_of_runtime(make_runtime(true)), IsEmpty());
}

TEST(Closure, ALibraryWithoutARunpathFindsNothingThatItsUserDoesNotNeed) {
    EXPECT_THAT(faults_of_runtime(make_runtime(false)),
                testing::Contains(HasSubstr("runtime/libouter.so needs libinner.so")));
}

TEST(Closure, DoesNotTakeALibraryOfTheHostThatIsNotGlibcs) {
    TinyView tiny;
    tiny.program("bin/tool", "int main(void) { return 0; }", {"-Wl,--no-as-needed", "-lz"});
    EXPECT_THAT(faults_of(tiny), ElementsAre(HasSubstr("bin/tool needs libz.so.1")));
}

TEST(Closure, ADriversLibraryMayBeAbsentForTheFileThatIsKnownToNeedIt) {
    TinyView tiny;
    tiny.library("lib/libcuda.so.1", "int cuInit(void) { return 1; }");
    for (const char* module : {"lib/ucx/libuct_cuda.so.0", "lib/ucx/libuct_other.so.0"})
        tiny.library(module, "int cuInit(void); int run(void) { return cuInit(); }", {tiny.links("lib/libcuda.so.1")});
    fs::remove(tiny.view() / "lib/libcuda.so.1");
    HostLibraries host("/");
    EXPECT_THAT(
        closure_faults(ElfTree::read(tiny.view()), host, "/", {}, {{"lib/ucx/libuct_cuda.so.0", {"libcuda.so.1"}}}),
        ElementsAre(HasSubstr("lib/ucx/libuct_other.so.0 needs libcuda.so.1")));
}

TEST(Closure, NamesAWrongRunpathWithTheExpectedOne) {
    auto tiny = make_tool();
    tiny.library_with_runpath("lib/slurm/libinner.so", "int inner(void) { return 1; }", "/opt/elsewhere/lib");
    EXPECT_THAT(faults_of(tiny),
                ElementsAre("lib/slurm/libinner.so has the RUNPATH /opt/elsewhere/lib; expected $ORIGIN:$ORIGIN/.."));
}

TEST(Closure, AFileMayLookInAFolderOfItsOwnFirst) {
    auto tiny = make_tool();
    tiny.library_with_runpath("lib/slurm/libinner.so", "int inner(void) { return 1; }",
                              view_runpath("lib/slurm/libinner.so", {"pmix4/lib"}));
    HostLibraries host("/");
    const auto tree = ElfTree::read(tiny.view());
    EXPECT_THAT(closure_faults(tree, host, "/", {{"lib/slurm/libinner.so", {"pmix4/lib"}}}), IsEmpty());
    EXPECT_THAT(closure_faults(tree, host, "/"), ElementsAre(HasSubstr("expected $ORIGIN:$ORIGIN/..")));
}

TEST(Closure, AnAbsoluteRunpathFindsNothingEvenIfTheFileIsThere) {
    auto tiny = make_tool();
    tiny.library_with_runpath("lib/libouter.so.1", "int inner(void); int outer(void) { return inner(); }",
                              (tiny.view() / "lib/slurm").string(), {tiny.links("lib/slurm/libinner.so")});
    EXPECT_THAT(faults_of(tiny), testing::Contains(HasSubstr("lib/libouter.so.1 needs libinner.so")));
}

TEST(Closure, AMissingRunpathIsAFaultOnlyWhereItIsNeeded) {
    auto tiny = make_tool();
    tiny.library_with_runpath("lib/slurm/libinner.so", "int inner(void) { return 1; }", "");
    EXPECT_THAT(faults_of(tiny), IsEmpty());
    tiny.library_with_runpath("lib/libouter.so.1", "int inner(void); int outer(void) { return inner(); }", "",
                              {tiny.links("lib/slurm/libinner.so")});
    EXPECT_THAT(faults_of(tiny), testing::Contains("lib/libouter.so.1 has no RUNPATH; expected $ORIGIN:$ORIGIN/slurm"));
}

TEST(Closure, NamesAHostLibraryThatTheSystemLacks) {
    const auto tiny = make_tool();
    const TempDir empty(fs::temp_directory_path(), "prove-test-");
    HostLibraries host(empty.path());
    EXPECT_THAT(closure_faults(ElfTree::read(tiny.view()), host, empty.path()),
                testing::Contains(HasSubstr("needs libc.so.6 of the host, which the system does not have")));
}

TEST(Closure, FollowsLinksInsideTheViewAndNotOutOfIt) {
    auto tiny = make_tool();
    const TempDir outside(fs::temp_directory_path(), "prove-test-");
    fs::rename(tiny.view() / "lib/slurm/libinner.so", tiny.view() / "lib/slurm/libinner.so.1.0");
    fs::create_symlink("libinner.so.1.0", tiny.view() / "lib/slurm/libinner.so");
    EXPECT_THAT(faults_of(tiny), IsEmpty());
    fs::rename(tiny.view() / "lib/slurm/libinner.so.1.0", outside.path() / "libinner.so");
    fs::remove(tiny.view() / "lib/slurm/libinner.so");
    fs::create_symlink(outside.path() / "libinner.so", tiny.view() / "lib/slurm/libinner.so");
    EXPECT_THAT(faults_of(tiny), ElementsAre(HasSubstr("needs libinner.so")));
}

TEST(LinkClosure, HoldsTheFileItsLibrariesAndGlibc) {
    const auto tiny = make_tool();
    const auto tree = ElfTree::read(tiny.view());
    HostLibraries host("/");
    std::vector<std::string> names;
    for (const auto* elf : link_closure(tree, host, "bin/tool")) names.push_back(elf->soname);
    EXPECT_THAT(names, testing::IsSupersetOf({"", "libouter.so.1", "libinner.so", "libc.so.6"}));
}

TEST(HostLibrary, KnowsGlibcAndPamAndNothingElse) {
    for (const auto* name :
         {"libc.so.6", "libm.so.6", "libresolv.so.2", "libpam.so.0", "libpam_misc.so.0", "ld-linux-x86-64.so.2"})
        EXPECT_TRUE(is_host_library(name)) << name;
    for (const auto* name : {"libcrypt.so.1", "libstdc++.so.6", "libgcc_s.so.1", "libz.so.1", "libpamc.so.0"})
        EXPECT_FALSE(is_host_library(name)) << name;
}

TEST(ResolveInRoot, KeepsAbsoluteLinksInside) {
    const TempDir root(fs::temp_directory_path(), "prove-test-");
    make_dirs(root.path() / "usr/lib");
    write_file_atomic(root.path() / "usr/lib/libx.so.1", "x");
    fs::create_symlink("/usr/lib", root.path() / "lib");
    fs::create_symlink("../../../usr/lib/libx.so.1", root.path() / "usr/lib/libx.so");
    EXPECT_EQ(resolve_in_root(root.path(), "/lib/libx.so.1"), root.path() / "usr/lib/libx.so.1");
    EXPECT_EQ(resolve_in_root(root.path(), "/lib/libx.so"), root.path() / "usr/lib/libx.so.1");
    EXPECT_EQ(resolve_in_root(root.path(), "/lib/liby.so"), std::nullopt);
}

TEST(ResolveInRoot, GivesUpOnLinksThatGoRoundInCircles) {
    const TempDir root(fs::temp_directory_path(), "prove-test-");
    fs::create_symlink("b", root.path() / "a");
    fs::create_symlink("a", root.path() / "b");
    EXPECT_EQ(resolve_in_root(root.path(), "/a"), std::nullopt);
}

}  // namespace
}  // namespace sf
