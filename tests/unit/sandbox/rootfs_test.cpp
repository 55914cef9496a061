#include "sandbox/rootfs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "unit/base/silent_progress.h"
#include "unit/sandbox/fake_process.h"

namespace sf {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr const char* kStatus =
    "Package: gcc\nStatus: install ok installed\nVersion: 4:12.2.0-3\nDescription: compiler\n Version: not a field\n\n"
    "Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n"
    "Package: make\nStatus: install ok installed\nVersion: 4.3-4.1\n";

class Rootfs : public testing::Test {
  protected:
    Rootfs() {
        if (::geteuid() != 0) tests_as_root_ = false;
        toolchain_.name = "bookworm";
        toolchain_.suite = "bookworm";
        toolchain_.components = {"main"};
        toolchain_.build_packages = {"gcc", "make"};
        toolchain_.prove_packages = {"mariadb-server"};
        process_.answer = [this](const Command& command) { return bootstrap(command); };
        const fs::path programs = temp_.path() / "bin";
        make_dirs(programs);
        write_file_atomic(programs / "mmdebstrap", "#!/bin/sh\n", 0755);
        ::setenv("PATH", programs.c_str(), 1);
    }
    ~Rootfs() override { ::setenv("PATH", path_.c_str(), 1); }

    Finished bootstrap(const Command& command) {
        if (command.argv[0] != "mmdebstrap") return test::FakeProcess::success();
        const fs::path target = command.argv[command.argv.size() - 2];
        const fs::path folder = target.extension() == ".tar" ? fs::path(target).replace_extension() : target;
        if (target.extension() == ".tar") write_file_atomic(target, "");
        make_dirs(folder / "var/lib/dpkg");
        write_file_atomic(folder / "var/lib/dpkg/status", kStatus);
        return test::FakeProcess::success();
    }
    RootFs ensure(RootKind kind = RootKind::build) {
        return ensure_rootfs(home_, process_, toolchain_, kind, "http://m.example/debian", progress_);
    }

    bool tests_as_root_ = true;
    std::string path_ = std::getenv("PATH");
    TempDir temp_{fs::temp_directory_path(), "sf-rootfs-"};
    Home home_{temp_.path() / "home"};
    Toolchain toolchain_;
    test::FakeProcess process_;
    SilentProgress progress_;
};

TEST(InstalledPackages, TakesOnlyWhatIsInstalled) {
    EXPECT_THAT(installed_packages(kStatus),
                testing::ElementsAre(testing::Pair("gcc", "4:12.2.0-3"), testing::Pair("make", "4.3-4.1")));
}

TEST_F(Rootfs, RunsMmdebstrapAndMakesTheMountPoints) {
    const RootFs root = ensure();
    const auto& argv = process_.commands.at(0).argv;
    EXPECT_THAT(argv, Contains("--variant=minbase"));
    EXPECT_THAT(argv, Contains("--include=gcc,make"));
    EXPECT_THAT(argv, Contains(tests_as_root_ ? "--mode=root" : "--mode=unshare"));
    EXPECT_EQ(argv.back(), "http://m.example/debian");
    EXPECT_TRUE(fs::is_directory(root.path / "opt/slurm-factory"));
    EXPECT_TRUE(fs::is_directory(root.path / "build"));
    EXPECT_EQ(root.packages.at("make"), "4.3-4.1");
    EXPECT_EQ(root.digest.size(), 64u);
}

TEST_F(Rootfs, IsMadeOnce) {
    const RootFs first = ensure();
    process_.commands.clear();
    const RootFs second = ensure();
    EXPECT_TRUE(process_.commands.empty());
    EXPECT_EQ(first.path, second.path);
    EXPECT_EQ(first.digest, second.digest);
}

TEST_F(Rootfs, HasAKindAndAListOfPackages) {
    const fs::path build = ensure().path;
    EXPECT_FALSE(has_rootfs(home_, toolchain_, RootKind::prove));
    EXPECT_NE(ensure(RootKind::prove).path, build);
    toolchain_.build_packages.push_back("cmake");
    EXPECT_FALSE(has_rootfs(home_, toolchain_, RootKind::build));
}

TEST_F(Rootfs, AFailureTellsTheEndOfTheLogAndLeavesNoRoot) {
    process_.answer = [](const Command& command) {
        write_file_atomic(*command.output_file, "E: Unable to locate package nonsense\n");
        return test::FakeProcess::ended(100);
    };
    try {
        ensure();
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::host);
        EXPECT_THAT(error.message(), HasSubstr("Unable to locate package nonsense"));
        EXPECT_THAT(error.hint(), HasSubstr(home_.logs().string()));
    }
    EXPECT_FALSE(has_rootfs(home_, toolchain_, RootKind::build));
}

TEST_F(Rootfs, RemovesTheLeftoverOfAKilledRun) {
    const fs::path root = ensure().path;
    fs::remove(root.string() + ".json");
    write_file_atomic(root / "half-made", "");
    const fs::path staging = root.parent_path() / (".tmp-" + root.filename().string());
    make_dirs(staging / "half");
    ensure();
    EXPECT_FALSE(fs::exists(root / "half-made"));
    EXPECT_FALSE(fs::exists(staging));
}

TEST_F(Rootfs, NamesThePackageWhenMmdebstrapIsMissing) {
    fs::remove(temp_.path() / "bin/mmdebstrap");
    try {
        ensure();
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::host);
        EXPECT_THAT(error.hint(), HasSubstr("apt-get install mmdebstrap"));
    }
}

}  // namespace
}  // namespace sf
