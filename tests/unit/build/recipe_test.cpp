#include "build/recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "unit/build/plan_fixture.h"

namespace sf {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RecipeTest : public testing::Test {
  protected:
    Recipe recipe(const std::string& name) {
        return make_recipe(fixture_.plan, fixture_.planned(name), {2, " -j --jobserver-auth=3,4", false});
    }
    static std::string script(const Recipe& recipe, const std::string& phase) {
        for (const auto& candidate : recipe.phases) {
            if (candidate.name == phase) return candidate.script;
        }
        return "(no such phase)";
    }
    static std::string cwd(const Recipe& recipe, const std::string& phase) {
        for (const auto& candidate : recipe.phases) {
            if (candidate.name == phase) return candidate.cwd;
        }
        return "(no such phase)";
    }
    std::string prefix(const std::string& name) { return fixture_.planned(name).prefix; }

    test::PlanFixture fixture_;
};

TEST_F(RecipeTest, AutotoolsConfiguresMakesAndInstallsInTheSource) {
    fixture_.package("slurm").build.configure_args = {{"--with-curl=@{dep:curl}", {}}, {"CFLAGS=@{cflags} -g", {}}};
    const Recipe r = recipe("slurm");
    EXPECT_EQ(script(r, "configure"), "umask 022\n/build/src/configure --prefix=" + prefix("slurm") +
                                          " --with-curl=" + prefix("curl") +
                                          " 'CFLAGS=-O2 -pipe -march=x86-64-v3 -ffile-prefix-map=/build=. -g'\n");
    EXPECT_EQ(cwd(r, "configure"), "/build/src");
    EXPECT_EQ(script(r, "build"), "umask 022\nmake\n");
    EXPECT_EQ(script(r, "install"), "umask 022\nmake install\n");
}

TEST_F(RecipeTest, CmakeBuildsInADirectoryOfItsOwn) {
    auto& rules = fixture_.package("zlib").build;
    rules.system = "cmake";
    rules.source_dir = {{"sub", {}}};
    rules.configure_args = {{"-DX=ON", {}}};
    const Recipe r = recipe("zlib");
    EXPECT_THAT(script(r, "configure"),
                HasSubstr("cmake -S /build/src/sub -B /build/obj -G 'Unix Makefiles' -DCMAKE_INSTALL_PREFIX=" +
                          prefix("zlib") + " -DCMAKE_INSTALL_LIBDIR=lib"));
    EXPECT_THAT(script(r, "configure"), HasSubstr("-DBUILD_SHARED_LIBS=ON -DX=ON"));
    EXPECT_EQ(script(r, "build"), "umask 022\nmake -C /build/obj\n");
    EXPECT_EQ(script(r, "install"), "umask 022\nmake -C /build/obj install\n");
    EXPECT_EQ(cwd(r, "build"), "/build/obj");
}

TEST_F(RecipeTest, MakeHasNoConfigureAndInstallsToPrefix) {
    auto& rules = fixture_.package("zlib").build;
    rules.system = "make";
    rules.build_args = {{"-C", {}}, {"lib", {}}};
    const Recipe r = recipe("zlib");
    EXPECT_EQ(script(r, "configure"), "(no such phase)");
    EXPECT_EQ(script(r, "build"), "umask 022\nmake -C lib\n");
    EXPECT_EQ(script(r, "install"), "umask 022\nmake install PREFIX=" + prefix("zlib") + "\n");
}

TEST_F(RecipeTest, DestdirTakesWhatLiesBelowThePrefix) {
    fixture_.package("zlib").build.destdir = true;
    EXPECT_EQ(script(recipe("zlib"), "install"), "umask 022\nmake install DESTDIR=/build/dest\ncp -a /build/dest" +
                                                     prefix("zlib") + "/. " + prefix("zlib") + "/\n");
}

TEST_F(RecipeTest, OwnLinesReplaceThePhase) {
    auto& rules = fixture_.package("zlib").build;
    rules.configure = {{"./Configure linux-@{arch}", {}}};
    rules.build = {{"make libs", {}}};
    rules.install = {{"install -D x @{prefix}/lib/x", {}}};
    const Recipe r = recipe("zlib");
    EXPECT_EQ(script(r, "configure"), "umask 022\n./Configure linux-x86_64\n");
    EXPECT_EQ(script(r, "build"), "umask 022\nmake libs\n");
    EXPECT_EQ(script(r, "install"), "umask 022\ninstall -D x " + prefix("zlib") + "/lib/x\n");
}

TEST_F(RecipeTest, PatchesComeFirstAndInOrder) {
    fixture_.planned("zlib").patches = {{"b.patch", "/c/b.patch", "", "", {}},
                                        {"sub/a.patch", "/c/sub/a.patch", "", "", {}}};
    fixture_.package("zlib").build.prepare = {{"autoreconf -fi", {}}};
    EXPECT_EQ(script(recipe("zlib"), "prepare"),
              "umask 022\n"
              "patch -d /build/src -p1 --batch --forward --no-backup-if-mismatch -i /build/patches/01-b.patch\n"
              "patch -d /build/src -p1 --batch --forward --no-backup-if-mismatch -i /build/patches/02-a.patch\n"
              "autoreconf -fi\n");
}

TEST_F(RecipeTest, LicencesAreCopiedAndLibtoolFilesRemoved) {
    fixture_.package("zlib").license_files = {"lib/LICENSE"};
    const std::string text = script(recipe("zlib"), "post_install");
    EXPECT_THAT(text, HasSubstr("find " + prefix("zlib") + " -name '*.la' -delete"));
    EXPECT_THAT(text, HasSubstr("install -D -m 644 /build/src/lib/LICENSE " + prefix("zlib") +
                                "/share/licenses/zlib/lib/LICENSE"));
}

TEST_F(RecipeTest, ConditionsDecideWhichLinesAreTaken) {
    auto& rules = fixture_.package("slurm").build;
    rules.configure_args = {{"--new", {{{"release", {"23.11:"}}}}}, {"--old", {{{"release", {":22.05"}}}}}};
    EXPECT_THAT(script(recipe("slurm"), "configure"), HasSubstr(" --new\n"));
}

TEST_F(RecipeTest, TheEnvironmentIsTheContract) {
    fixture_.package("slurm").build.env = {{"EXTRA", "@{prefix}/x"}};
    const auto env = recipe("slurm").env;
    const std::string curl = prefix("curl"), tool = prefix("tool"), zlib = prefix("zlib");
    EXPECT_EQ(env.at("PATH"),
              curl + "/bin:" + curl + "/sbin:" + tool + "/bin:" + tool + "/sbin:/usr/sbin:/usr/bin:/sbin:/bin");
    EXPECT_EQ(env.at("CPPFLAGS"), "-I" + curl + "/include");
    EXPECT_EQ(env.at("LDFLAGS"), "-L" + curl + "/lib -Wl,-z,lazy");
    EXPECT_THAT(env.at("PKG_CONFIG_PATH"), HasSubstr(zlib + "/lib/pkgconfig"));
    EXPECT_EQ(env.at("SOURCE_DATE_EPOCH"), "1741737600");
    EXPECT_EQ(env.at("MAKEFLAGS"), " -j --jobserver-auth=3,4");
    EXPECT_EQ(env.at("EXTRA"), prefix("slurm") + "/x");
    EXPECT_EQ(env.at("HOME"), "/build/home");
}

TEST_F(RecipeTest, SmokeChecksNeedNothingOfWhatOneBuildsWith) {
    auto& slurm = fixture_.package("slurm");
    slurm.build.configure_args = {{"--with-tool=@{dep:tool}", {}}};
    slurm.smoke = {{"@{prefix}/bin/sinfo -V", {}}, {"test -d @{dep:curl}", {}}};
    auto& planned = fixture_.planned("slurm");
    planned.prefix = "/opt/slurm";
    planned.build_dependencies.clear();
    std::erase_if(fixture_.plan.packages, [](const PlannedPackage& package) { return package.spec.name == "tool"; });
    const Recipe checks = make_smoke_recipe(fixture_.plan, fixture_.planned("slurm"));
    ASSERT_EQ(checks.phases.size(), 1u);
    EXPECT_EQ(script(checks, "smoke"), "umask 022\n/opt/slurm/bin/sinfo -V\ntest -d " + prefix("curl") + "\n");
    EXPECT_EQ(checks.env.at("PATH"), "/usr/sbin:/usr/bin:/sbin:/bin");
    EXPECT_EQ(checks.env.at("COMPILER_PATH"), "/build/tools");
}

TEST_F(RecipeTest, DependenciesOfDependenciesAreVisible) {
    std::vector<std::string> names;
    for (const auto* dependency : visible_dependencies(fixture_.plan, fixture_.planned("slurm")))
        names.push_back(dependency->spec.name);
    EXPECT_THAT(names, ElementsAre("curl", "tool", "zlib"));
}

TEST_F(RecipeTest, UnknownPlaceholdersAndUndeclaredDependenciesAreCatalogErrors) {
    for (const char* text : {"@{nonsense}", "@{dep:zlib}"}) {
        fixture_.package("slurm").build.prepare = {{text, {}}};
        try {
            recipe("slurm");
            ADD_FAILURE() << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::catalog);
            EXPECT_THAT(error.message(), HasSubstr("slurm.yaml"));
        }
    }
}

// The wrapper with a real compiler: an rpath in what is linked, none asked of what is not a link.
TEST_F(RecipeTest, TheLinkerAddsARunpathAndIsHarmlessOtherwise) {
    ASSERT_TRUE(find_program("gcc") && fs::exists("/usr/bin/ld")) << "install gcc and binutils: this test runs them";
    const TempDir temp(fs::temp_directory_path(), "sf-ld-");
    write_file_atomic(temp.path() / "ld", recipe("slurm").linker, 0755);
    write_file_atomic(temp.path() / "a.c", "int main(void) { return 0; }\n");
    const auto process = make_system_process();
    const auto run = [&](const std::string& line) {
        Command command;
        command.argv = {"sh", "-c", line};
        command.cwd = temp.path();
        command.env = {{"PATH", "/usr/bin:/bin"}, {"COMPILER_PATH", temp.path().string()}};
        const Finished finished = process->run(command);
        EXPECT_TRUE(finished.ok()) << line << "\n" << finished.err;
        return finished.out;
    };
    EXPECT_THAT(run("gcc a.c -o a && readelf -dW a"),
                HasSubstr("runpath: [" + prefix("slurm") + "/lib:" + prefix("curl") + "/lib]"));
    run("gcc -c a.c && gcc -r -nostdlib a.o -o b.o && readelf -hW b.o | grep -q 'REL (Relocatable'");
    EXPECT_THAT(run("./ld --version"), HasSubstr("GNU ld"));
}

}  // namespace
}  // namespace sf
