// The engine with a sandbox that only pretends: what a phase would have done is done by the test.
#include "build/engine.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "build/needed.h"
#include "build/times.h"
#include "unit/build/plan_fixture.h"
#include "unit/sandbox/fake_process.h"

namespace sf {
namespace {

using testing::HasSubstr;

class RecordingProgress final : public Progress {
  public:
    std::vector<std::string> lines;
    void plan(std::size_t items, double) override { add("plan " + std::to_string(items)); }
    void started(const std::string& item, const std::string&, double) override { add("started " + item); }
    void doing(const std::string&, const std::string&) override {}
    void finished(const std::string& item, const std::string&) override { add("finished " + item); }
    void message(const std::string& line) override { add(line); }
    void done() override {}

  private:
    void add(const std::string& line) {
        const std::lock_guard guard(mutex_);
        lines.push_back(line);
    }
    std::mutex mutex_;
};

void write_tarball(const fs::path& path) {
    make_dirs(path.parent_path());
    archive* a = archive_write_new();
    archive_write_set_format_ustar(a);
    archive_write_open_filename(a, path.c_str());
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, "top/configure");
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0755);
    archive_write_header(a, entry);
    archive_entry_free(entry);
    archive_write_free(a);
}

class Engine : public testing::Test {
  protected:
    Engine() {
        for (const auto& planned : fixture_.plan.packages) write_tarball(source_path(home_, planned));
        process_.answer = [this](const Command& command) { return phase(command); };
    }

    // The host folder that the sandbox of `command` shows at the prefix of its package.
    static fs::path staged(const Command& command) {
        const auto bind = std::find(command.argv.rbegin(), command.argv.rend(), "--bind");
        return *(bind - 1);
    }
    Finished phase(const Command& command) {
        const std::string& script = command.argv.back();
        if (script.find(fail_on_) != std::string::npos) {
            write_file_atomic(*command.output_file, read_file(*command.output_file) + "src.c:1: error: no\n");
            return test::FakeProcess::ended(2);
        }
        if (installs_ && script.find("make install") != std::string::npos) {
            make_dirs(staged(command) / "lib");
            write_file_atomic(staged(command) / "lib/lib.so", "elf");
        }
        const auto build = std::find(command.argv.begin(), command.argv.end(), "/build");
        write_file_atomic(fs::path(*(build - 1)) / ".times", "0m9.000s 0m9.000s\n0m0.750s 0m0.250s\n");
        return test::FakeProcess::success();
    }
    BuildResult run() {
        BuildOptions options;
        options.jobs = 2;
        options.no_cache = no_cache_;
        return build(fixture_.plan, home_, store_, root_, process_, *clock_, progress_, options);
    }
    Error failure() {
        try {
            run();
        } catch (const Error& error) {
            return error;
        }
        return Error(ErrorKind::failure, "no error");
    }

    TempDir temp_{fs::temp_directory_path(), "sf-engine-"};
    Home home_{temp_.path()};
    Store store_{home_};
    RootFs root_{temp_.path() / "root", "digest", {}};
    test::PlanFixture fixture_;
    test::FakeProcess process_;
    std::unique_ptr<Clock> clock_ = make_system_clock();
    RecordingProgress progress_;
    std::string fail_on_ = "(nothing)";
    bool installs_ = true, no_cache_ = false;
};

TEST_F(Engine, BringsEveryPackageIntoTheStore) {
    const BuildResult result = run();
    EXPECT_TRUE(missing(fixture_.plan, store_).empty());
    ASSERT_EQ(result.packages.size(), 4u);
    EXPECT_EQ(result.packages.back().name, "slurm");
    EXPECT_EQ(result.packages.back().origin, PackageOrigin::built);
    EXPECT_DOUBLE_EQ(result.cpu_s, 16);  // four phases of a second each, for four packages
    EXPECT_GT(result.last_compile_at, 0);
    EXPECT_TRUE(fs::is_empty(home_.build_debug()));
    EXPECT_THAT(progress_.lines, testing::Contains("finished slurm 24.11.5"));
}

TEST_F(Engine, BuildsNothingTwice) {
    run();
    process_.commands.clear();
    const BuildResult result = run();
    EXPECT_TRUE(process_.commands.empty());
    EXPECT_EQ(result.packages.front().origin, PackageOrigin::store);
}

TEST_F(Engine, BuildsAllAgainWithoutTheCache) {
    run();
    process_.commands.clear();
    no_cache_ = true;
    EXPECT_EQ(run().packages.front().origin, PackageOrigin::built);
    EXPECT_FALSE(process_.commands.empty());
}

TEST_F(Engine, ShowsDependenciesReadOnlyAndThePrefixWritable) {
    run();
    const auto slurm = std::find_if(process_.commands.begin(), process_.commands.end(), [&](const Command& command) {
        return command.argv.back().find("configure --prefix=" + fixture_.planned("slurm").prefix) != std::string::npos;
    });
    ASSERT_NE(slurm, process_.commands.end());
    const auto follows = [&](const std::string& option, const std::string& inside) {
        const auto at = std::find(slurm->argv.begin(), slurm->argv.end(), inside);
        return at != slurm->argv.end() && *(at - 2) == option;
    };
    EXPECT_TRUE(follows("--ro-bind", fixture_.planned("curl").prefix));
    EXPECT_TRUE(follows("--ro-bind", fixture_.planned("zlib").prefix));
    EXPECT_TRUE(follows("--bind", fixture_.planned("slurm").prefix));
    EXPECT_TRUE(follows("--bind", "/build"));
    EXPECT_EQ(slurm->keep_fds.size(), 2u);
}

TEST_F(Engine, AFailureNamesPackagePhaseAndLogAndKeepsTheTree) {
    fail_on_ = "configure --prefix=" + fixture_.planned("curl").prefix;
    const Error error = failure();
    EXPECT_EQ(error.kind(), ErrorKind::build);
    EXPECT_THAT(error.message(),
                testing::AllOf(HasSubstr("curl 8.14.1"), HasSubstr("configure"), HasSubstr("src.c:1: error: no")));
    EXPECT_THAT(error.hint(), HasSubstr((home_.logs() / "curl-8.14.1-").string()));
    EXPECT_TRUE(fs::exists(home_.build_debug() / ("curl-" + fixture_.planned("curl").spec.hash) / "src/configure"));
    EXPECT_FALSE(store_.has(fixture_.planned("curl").spec));
    EXPECT_FALSE(store_.has(fixture_.planned("slurm").spec));
    EXPECT_TRUE(store_.has(fixture_.planned("zlib").spec));
}

TEST_F(Engine, GoesOnWhereAFailedBuildEnded) {
    fail_on_ = "configure --prefix=" + fixture_.planned("slurm").prefix;
    EXPECT_EQ(failure().kind(), ErrorKind::build);
    fail_on_ = "(nothing)";
    const BuildResult result = run();
    EXPECT_EQ(result.packages.front().origin, PackageOrigin::store);
    EXPECT_EQ(result.packages.back().origin, PackageOrigin::built);
}

TEST_F(Engine, RefusesAnEmptyInstall) {
    installs_ = false;
    const Error error = failure();
    EXPECT_EQ(error.kind(), ErrorKind::build);
    EXPECT_THAT(error.message(), HasSubstr("nothing was installed"));
}

TEST_F(Engine, RefusesCcacheWhereTheRootHasNone) {
    BuildOptions options;
    options.ccache = true;
    EXPECT_THROW(build(fixture_.plan, home_, store_, root_, process_, *clock_, progress_, options), Error);
}

TEST_F(Engine, RemembersTimes) {
    run();
    const Times times = load_times(home_);
    EXPECT_EQ(times.size(), 4u);
    EXPECT_GE(times.at("slurm").cpu_s, 3);
}

TEST(Times, AreEmptyWhenTheFileMakesNoSense) {
    const TempDir temp(fs::temp_directory_path(), "sf-times-");
    const Home home{temp.path()};
    make_dirs(home.state());
    write_file_atomic(home.state() / "times.json", "[1, 2");
    EXPECT_TRUE(load_times(home).empty());
    remember_times(home, {{"zlib", {1, 2}}});
    EXPECT_EQ(load_times(home).at("zlib").cpu_s, 2);
}

}  // namespace
}  // namespace sf
