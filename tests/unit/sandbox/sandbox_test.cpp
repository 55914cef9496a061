#include "sandbox/sandbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "unit/sandbox/fake_process.h"

namespace sf {
namespace {

using testing::HasSubstr;

SandboxSpec example() {
    SandboxSpec spec;
    spec.root = "/roots/bookworm";
    spec.read_only = {{"/store/zlib", "/opt/slurm-factory/p/zlib"}};
    spec.writable = {{"/trees/lz4", "/build"}};
    spec.env = {{"PATH", "/usr/bin"}, {"HOME", "/build/home"}};
    spec.cwd = "/build/src";
    spec.keep_fds = {7, 8};
    return spec;
}

TEST(Sandbox, IsolatesWhatItRuns) {
    const Command command = sandboxed(example(), {"make", "all"});
    const std::string line = join(command.argv, " ");
    EXPECT_THAT(
        line,
        HasSubstr(
            "bwrap --unshare-all --die-with-parent --new-session --hostname builder --ro-bind /roots/bookworm /"));
    EXPECT_THAT(line, HasSubstr("--perms 1777 --tmpfs /tmp --tmpfs /run --tmpfs /opt/slurm-factory"));
    EXPECT_THAT(line, HasSubstr("--ro-bind /store/zlib /opt/slurm-factory/p/zlib"));
    EXPECT_THAT(line, HasSubstr("--bind /trees/lz4 /build"));
    EXPECT_THAT(
        line, HasSubstr("--chdir /build/src --clearenv --setenv HOME /build/home --setenv PATH /usr/bin -- make all"));
    EXPECT_EQ(std::count(command.argv.begin(), command.argv.end(), "--bind"), 1);
    EXPECT_THAT(line, testing::Not(HasSubstr("--share-net")));
    EXPECT_THAT(line, testing::Not(HasSubstr("--uid")));
}

TEST(Sandbox, CanShowAnotherUser) {
    auto spec = example();
    spec.user = 4321;
    EXPECT_THAT(join(sandboxed(spec, {"id"}).argv, " "), HasSubstr(" --uid 4321 --gid 4321 "));
}

TEST(Sandbox, HidesNothingElseOfOpt) {
    const Command command = sandboxed(example(), {"true"});
    EXPECT_EQ(std::count(command.argv.begin(), command.argv.end(), "/opt"), 0);
}

TEST(Sandbox, KeepsTheJobserversDescriptors) {
    EXPECT_EQ(sandboxed(example(), {"true"}).keep_fds, (std::vector<int>{7, 8}));
}

class Refusal : public testing::Test {
  protected:
    Refusal() {
        process_.answer = [](const Command&) {
            return test::FakeProcess::ended(1, "bwrap: setting up uid map: Permission denied\n");
        };
    }
    void set(const std::string& name, const std::string& value) {
        make_dirs((sys_.path() / name).parent_path());
        write_file_atomic(sys_.path() / name, value + "\n");
    }
    Error refusal() {
        try {
            check_sandbox(process_, "/root", sys_.path());
        } catch (const Error& error) {
            return error;
        }
        return Error(ErrorKind::failure, "no error");
    }

    TempDir sys_{fs::temp_directory_path(), "sf-sys-"};
    test::FakeProcess process_;
};

TEST_F(Refusal, NamesAppArmorAndBothCures) {
    set("kernel/unprivileged_userns_clone", "1");
    set("user/max_user_namespaces", "63000");
    set("kernel/apparmor_restrict_unprivileged_userns", "1");
    const Error error = refusal();
    EXPECT_EQ(error.kind(), ErrorKind::host);
    EXPECT_THAT(error.message(), HasSubstr("AppArmor"));
    EXPECT_THAT(error.hint(), HasSubstr("profile bwrap /usr/bin/bwrap flags=(unconfined)"));
    EXPECT_THAT(error.hint(), HasSubstr("sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"));
}

TEST_F(Refusal, NamesTheSwitchForPlainUsers) {
    set("kernel/unprivileged_userns_clone", "0");
    EXPECT_THAT(refusal().hint(), HasSubstr("sysctl -w kernel.unprivileged_userns_clone=1"));
}

TEST_F(Refusal, NamesTheLimitOfNamespaces) {
    set("user/max_user_namespaces", "0");
    EXPECT_THAT(refusal().hint(), HasSubstr("sysctl -w user.max_user_namespaces="));
}

TEST_F(Refusal, ElseTellsWhatBubblewrapSays) {
    EXPECT_THAT(refusal().message(), HasSubstr("setting up uid map: Permission denied"));
}

TEST_F(Refusal, IsSilentWhereTheSandboxWorks) {
    process_.answer = [](const Command&) { return test::FakeProcess::success(); };
    EXPECT_NO_THROW(check_sandbox(process_, "/root", sys_.path()));
}

}  // namespace
}  // namespace sf
