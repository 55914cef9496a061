#include "sandbox/package_manager.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/error.h"
#include "unit/sandbox/root_fixture.h"

namespace sf {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class PackageManager : public test::RootFixture {
  protected:
    PackageManager() {
        make_dirs(task().root());
        have("bwrap");
    }
};

TEST_F(PackageManager, InstallsWithApt) {
    install_packages(process_, task());
    EXPECT_THAT(line(0), HasSubstr("bwrap --die-with-parent"));
    EXPECT_THAT(line(0), HasSubstr("--bind " + task().root().string() + " /"));
    EXPECT_THAT(line(0), testing::Not(HasSubstr("--unshare-net")));
    EXPECT_THAT(line(0), HasSubstr(R"(--path-exclude=/usr/share/doc/\*)"));
    EXPECT_THAT(line(0), testing::EndsWith("apt gcc make"));
}

TEST_F(PackageManager, AProxysPasswordIsNoArgument) {
    ::setenv("https_proxy", "http://jane:secret@proxy.example.org:3128", 1);
    install_packages(process_, task());
    ::unsetenv("https_proxy");
    EXPECT_THAT(line(0), testing::Not(HasSubstr("secret")));
    EXPECT_EQ(process_.commands.at(0).env->at("https_proxy"), "http://jane:secret@proxy.example.org:3128");
}

TEST_F(PackageManager, InstallsWithDnf) {
    toolchain_.family = "dnf";
    install_packages(process_, task());
    EXPECT_THAT(line(0), HasSubstr("--allowerasing install \"$@\""));
    EXPECT_THAT(line(0), testing::EndsWith("dnf gcc make"));
}

TEST_F(PackageManager, APlainUserOwnsEverythingAfterwards) {
    install_packages(process_, task());
    const bool plain = ::geteuid() != 0;
    EXPECT_EQ(line(0).starts_with("unshare --user --map-root-user --map-auto -- sh -c"), plain);
    EXPECT_EQ(line(0).find("chown -R -h 0:0") != std::string::npos, plain);
}

// An image's may be a link to a file that only a running system has.
TEST_F(PackageManager, ReplacesTheResolverOfTheImage) {
    make_dirs(task().root() / "etc");
    fs::create_symlink("/run/absent/resolv.conf", task().root() / "etc/resolv.conf");
    install_packages(process_, task());
    EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(task().root() / "etc/resolv.conf")));
}

TEST_F(PackageManager, TellsWhatIsInstalled) {
    EXPECT_THAT(dpkg_packages("Package: gcc\nStatus: install ok installed\nVersion: 4:12.2.0-3\nDescription: compiler\n"
                              " Version: not a field\n\n"
                              "Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n"
                              "Package: make\nStatus: install ok installed\nVersion: 4.3-4.1\n"),
                ElementsAre(Pair("gcc", "4:12.2.0-3"), Pair("make", "4.3-4.1")));
    EXPECT_THAT(rpm_packages("gcc\t11.5.0-2.el9\ngpg-pubkey\t350d275d-6279464b\nmake\t4.3-8.el9\n"),
                ElementsAre(Pair("gcc", "11.5.0-2.el9"), Pair("make", "4.3-8.el9")));
}

}  // namespace
}  // namespace sf
