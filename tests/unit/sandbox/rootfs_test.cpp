#include "sandbox/rootfs.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "unit/base/silent_progress.h"
#include "unit/sandbox/root_fixture.h"

namespace sf {
namespace {

using testing::HasSubstr;

constexpr const char* kStatus =
    "Package: gcc\nStatus: install ok installed\nVersion: 4:12.2.0-3\n\n"
    "Package: make\nStatus: install ok installed\nVersion: 4.3-4.1\n";

class Rootfs : public test::RootFixture {
  protected:
    Rootfs() {
        toolchain_.build_packages = {"gcc", "make"};
        toolchain_.prove_packages = {"mariadb-server"};
        process_.answer = [](const Command& command) { return answer(command); };
        for (const char* program : {"mmdebstrap", "skopeo", "umoci", "bwrap"}) have(program);
    }

    // What each program leaves behind.
    static Finished answer(const Command& command) {
        const fs::path last = command.argv.back();
        if (command.argv[0] == "mmdebstrap") {
            const fs::path target = command.argv[command.argv.size() - 2];
            fill(target.extension() == ".tar" ? fs::path(target).replace_extension() : target);
        } else if (command.argv[0] == "skopeo") {
            const fs::path layout = split(command.argv.back(), ':')[1];
            make_dirs(layout);
            write_file_atomic(layout / "index.json", R"({"manifests": [{"digest": "sha256:12ab"}]})");
        } else if (command.argv[0] == "umoci") {
            fill(last / "rootfs");
        }
        return test::FakeProcess::success();
    }
    static void fill(const fs::path& root) {
        make_dirs(root / "var/lib/dpkg");
        write_file_atomic(root / "var/lib/dpkg/status", kStatus);
    }
    RootFs ensure(RootKind kind = RootKind::build) {
        return ensure_rootfs(
            home_, process_, toolchain_, kind, [this] { return origin_; }, progress_);
    }

    RootOrigin origin_ = MirrorOrigin{"http://m.example/debian"};
    Home home_{temp_.path() / "home"};
    SilentProgress progress_;
};

TEST_F(Rootfs, HasTheMountPointsAndARecord) {
    const RootFs root = ensure();
    EXPECT_TRUE(fs::is_directory(root.path / "opt/slurm-factory"));
    EXPECT_TRUE(fs::is_directory(root.path / "build"));
    EXPECT_EQ(root.packages.at("make"), "4.3-4.1");
    EXPECT_EQ(root.digest.size(), 64u);
    EXPECT_EQ(read_json(root.path.string() + ".json").at("from"), "http://m.example/debian");
}

TEST_F(Rootfs, IsMadeFromAnImageToo) {
    origin_ = ImageOrigin{"docker.io/library/debian:12"};
    const RootFs root = ensure();
    EXPECT_TRUE(fs::is_directory(root.path / "opt/slurm-factory"));
    EXPECT_EQ(root.packages.at("make"), "4.3-4.1");
    EXPECT_EQ(read_json(root.path.string() + ".json").at("from"), "docker.io/library/debian:12@sha256:12ab");
    EXPECT_THAT(line(process_.commands.size() - 1), testing::EndsWith("apt gcc make"));
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

TEST_F(Rootfs, OfTheGpuFlavourHasPackagesMoreAndChangesNoOther) {
    const fs::path build = ensure().path;
    toolchain_.gpu_packages = {"librocm-smi-dev"};
    EXPECT_EQ(ensure().path, build);
    const fs::path gpu = ensure(RootKind::gpu).path;
    EXPECT_THAT(gpu.filename().string(), testing::StartsWith("bookworm-gpu-"));
    EXPECT_THAT(line(process_.commands.size() - 1), HasSubstr("--include=gcc,make,librocm-smi-dev"));
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

}  // namespace
}  // namespace sf
