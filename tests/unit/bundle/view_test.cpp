#include "bundle/view.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/hash.h"
#include "relocate/elf.h"
#include "unit/bundle/small_stack.h"

namespace sf {
namespace {

std::map<std::string, std::string> hashes(const fs::path& root) {
    std::map<std::string, std::string> result;
    walk_sorted(root, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (!entry.is_symlink() && entry.is_regular_file()) result[relative] = sha256_file(entry.path());
    });
    return result;
}

class ViewTest : public ::testing::Test {
  protected:
    void collect() { collected_ = collect_view(stack_.plan, stack_.store, view_); }

    // The message of the Error(build) that collecting ends with.
    std::string refusal() {
        try {
            collect();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::build);
            return error.message();
        }
        ADD_FAILURE() << "nothing was refused";
        return "";
    }

    testing::SmallStack stack_;
    fs::path view_ = stack_.scratch() / "view";
    CollectedView collected_;
};

TEST_F(ViewTest, HoldsWhatIsKeptAndRunsFromAnywhere) {
    collect();
    EXPECT_TRUE(fs::exists(view_ / "share/licenses/hello/COPYING"));
    EXPECT_TRUE(fs::exists(view_ / "etc/slurm/slurm.conf.example"));
    EXPECT_FALSE(fs::exists(view_ / "include"));
    EXPECT_FALSE(fs::exists(view_ / ".spack"));
    EXPECT_FALSE(fs::exists(view_ / "lib/slurm/auth_hello.la"));
    EXPECT_EQ(fs::read_symlink(view_ / "lib/libhello.so"), "libhello.so.1");
    EXPECT_EQ(fs::read_symlink(view_ / "lib/slurm/hello.so"), "../libhello.so.1");
    fs::rename(view_, stack_.scratch() / "moved");
    EXPECT_EQ(testing::sh((stack_.scratch() / "moved/bin/srun").string()), "42\n");
}

TEST_F(ViewTest, APackageMayHaveAFolderForItself) {
    stack_.package("hello").at = "hello5";
    collect();
    EXPECT_TRUE(fs::exists(view_ / "hello5/lib/libhello.so.1"));
    EXPECT_EQ(collected_.owners.at("hello5/lib/libhello.so.1"), "hello");
    EXPECT_EQ(collected_.owners.at("lib/slurm/hello.so"), "slurm");
    EXPECT_FALSE(fs::exists(view_ / "lib/libhello.so.1"));
    EXPECT_TRUE(fs::exists(view_ / "share/licenses/hello/COPYING"));
    EXPECT_EQ(fs::read_symlink(view_ / "lib/slurm/hello.so"), "../../hello5/lib/libhello.so.1");
    EXPECT_EQ(collected_.own_folders.at("bin/srun"), (std::vector<std::string>{"hello5/lib"}));
    EXPECT_EQ(read_elf(view_ / "bin/srun").runpath->value, "$ORIGIN/../hello5/lib:$ORIGIN/../lib/slurm:$ORIGIN/../lib");
    testing::sh("env -i '" + (view_ / "bin/srun").string() + "'");
}

TEST_F(ViewTest, ModulesFindOneAnother) {
    testing::sh(
        fmt::format("cd '{0}/lib'; mkdir modules; echo | gcc -x c -shared "
                    "-Wl,-rpath,{1}/lib:{1}/lib/slurm:{1}/lib/modules -o modules/ib.so -",
                    stack_.prefix_of("slurm").string(), stack_.plan.at("slurm").prefix));
    collect();
    EXPECT_EQ(collected_.own_folders.at("lib/modules/ib.so"), (std::vector<std::string>{"lib/modules"}));
    EXPECT_EQ(read_elf(view_ / "lib/modules/ib.so").runpath->value, "$ORIGIN:$ORIGIN/..:$ORIGIN/../slurm");
    EXPECT_FALSE(collected_.own_folders.contains("bin/srun"));
}

TEST_F(ViewTest, KnowsWhoseFileIsWhose) {
    const auto owner = [&](const std::string& path) -> std::string {
        const auto* planned = owner_in_view(stack_.plan, stack_.store, path);
        return planned == nullptr ? "nobody" : planned->spec.name;
    };
    EXPECT_EQ(owner("view/bin/srun"), "slurm");
    EXPECT_EQ(owner("view/lib/libhello.so.1"), "hello");
    EXPECT_EQ(owner("view/share/licenses/hello/COPYING"), "hello");
    EXPECT_EQ(owner("view/include/hello.h"), "nobody") << "it is not kept";
    EXPECT_EQ(owner("manifest/files.json"), "nobody");
    stack_.package("hello").at = "hello5";
    EXPECT_EQ(owner("view/hello5/lib/libhello.so.1"), "hello");
    EXPECT_EQ(owner("view/lib/libhello.so.1"), "nobody");
    EXPECT_EQ(owner("view/hello5"), "nobody");
}

TEST_F(ViewTest, LeavesTheStoreAsItIs) {
    testing::sh("chmod -R a-w " + stack_.home.store().string());
    const auto before = hashes(stack_.home.store());
    collect();
    EXPECT_EQ(hashes(stack_.home.store()), before);
    EXPECT_EQ(read_elf(view_ / "lib/slurm/auth_hello.so").runpath->value, "$ORIGIN:$ORIGIN/..");
    struct stat status {};
    ASSERT_EQ(::stat((view_ / "share/doc/slurm/index.html").c_str(), &status), 0);
    EXPECT_EQ(status.st_nlink, 2U) << "a file that stays as it is should be a hard link";
    testing::sh("chmod -R u+w " + stack_.home.store().string());
}

TEST_F(ViewTest, RefusesTwoPackagesWithOnePath) {
    write_file_atomic(stack_.prefix_of("slurm") / "lib/libhello.so.1", "another");
    const auto message = refusal();
    EXPECT_NE(message.find("hello and slurm both have lib/libhello.so.1"), std::string::npos) << message;
}

TEST_F(ViewTest, TakesIdenticalFilesOfTwoPackages) {
    stack_.package("hello").keep.push_back("share/common");
    write_file_atomic(stack_.prefix_of("slurm") / "share/common", "same");
    make_dirs(stack_.prefix_of("hello") / "share");
    write_file_atomic(stack_.prefix_of("hello") / "share/common", "same");
    collect();
    EXPECT_EQ(read_file(view_ / "share/common"), "same");
    EXPECT_EQ(collected_.owners.at("share/common"), "hello");
}

TEST_F(ViewTest, RefusesAFolderWhereAnotherHasAFile) {
    stack_.package("hello").keep.push_back("share/doc");
    write_file_atomic(stack_.prefix_of("hello") / "share/doc", "a file");
    EXPECT_NE(refusal().find("needs a folder where hello has a file"), std::string::npos);
}

TEST_F(ViewTest, RefusesSetuidFiles) {
    const auto file = stack_.prefix_of("slurm") / "bin/helper";
    write_file_atomic(file, "x");
    ASSERT_EQ(::chmod(file.c_str(), 04755), 0);
    EXPECT_NE(refusal().find("bin/helper is setuid"), std::string::npos);
}

TEST_F(ViewTest, RefusesLinksThatLeadNowhereOrOut) {
    fs::create_symlink("missing.so", stack_.prefix_of("slurm") / "lib/broken.so");
    EXPECT_NE(refusal().find("lib/broken.so -> missing.so"), std::string::npos);
}

TEST_F(ViewTest, RefusesLinksThatLeadOut) {
    fs::create_symlink("../../../etc/passwd", stack_.prefix_of("slurm") / "lib/out");
    EXPECT_NE(refusal().find("leads out of the view"), std::string::npos);
}

TEST_F(ViewTest, RefusesAbsoluteLinksOutsideOfPackages) {
    fs::create_symlink("/etc/passwd", stack_.prefix_of("slurm") / "lib/out");
    EXPECT_NE(refusal().find("in no package"), std::string::npos);
}

TEST_F(ViewTest, RefusesAPackageWithoutLicence) {
    remove_tree(stack_.prefix_of("hello") / "share");
    EXPECT_NE(refusal().find("hello has no licence text"), std::string::npos);
}

TEST_F(ViewTest, LeavesOutWhatIsNotShipped) {
    stack_.plan.packages.front().shipped = false;
    fs::remove(stack_.prefix_of("slurm") / "lib/slurm/hello.so");
    collect();
    EXPECT_FALSE(fs::exists(view_ / "lib/libhello.so.1"));
}

TEST_F(ViewTest, SurveyFindsTheGlibcFloorAndMissingRunpaths) {
    collect();
    EXPECT_EQ(survey_elf_files(view_), "2.34");
    testing::sh("cd " + view_.string() +
                "; echo 'int hello(void); int f(void) { return hello(); }' | gcc -x c -shared -fPIC -o "
                "lib/slurm/bare.so - -x none lib/libhello.so.1");
    try {
        survey_elf_files(view_);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("lib/slurm/bare.so needs libhello.so.1"), std::string::npos);
    }
}

}  // namespace
}  // namespace sf
