#include "sandbox/oci_image.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/error.h"
#include "unit/sandbox/root_fixture.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::Not;

class OciImage : public test::RootFixture {
  protected:
    OciImage() {
        process_.answer = [this](const Command& command) { return answer(command); };
    }
    // What skopeo and umoci leave behind.
    Finished answer(const Command& command) const {
        const fs::path staging = temp_.path() / "staging";
        if (command.argv[0] == "skopeo") {
            make_dirs(staging / "image");
            write_file_atomic(staging / "image/index.json", R"({"manifests": [{"digest": "sha256:12ab"}]})");
        } else {
            make_dirs(staging / "bundle/rootfs/etc");
        }
        return test::FakeProcess::success();
    }
};

TEST_F(OciImage, IsFetchedAndUnpacked) {
    have("skopeo");
    have("umoci");
    const std::string from = unpack_image(process_, task(), "docker.io/library/debian:12");
    EXPECT_EQ(from, "docker.io/library/debian:12@sha256:12ab");
    EXPECT_THAT(line(0), HasSubstr("skopeo copy docker://docker.io/library/debian:12 oci:"));
    EXPECT_THAT(line(1), HasSubstr("umoci unpack --image"));
    EXPECT_EQ(line(1).find("--rootless") == std::string::npos, ::geteuid() == 0);
    EXPECT_TRUE(fs::is_directory(task().root() / "etc"));
    EXPECT_FALSE(fs::exists(task().staging / "image"));
}

TEST_F(OciImage, DoesWithoutTlsOnLoopbackAlone) {
    have("skopeo");
    have("umoci");
    unpack_image(process_, task(), "localhost:5000/debian:12");
    EXPECT_THAT(line(0), HasSubstr("--src-tls-verify=false"));
    EXPECT_TRUE(is_on_loopback("127.0.0.1:5000/a/b:1"));
    EXPECT_TRUE(is_on_loopback("[::1]:5000/a"));
    EXPECT_FALSE(is_on_loopback("docker.io/localhost/debian"));
    EXPECT_FALSE(is_on_loopback("localhost.example/debian"));
    EXPECT_FALSE(is_on_loopback("debian:12"));
}

TEST_F(OciImage, NamesTheToolThatIsMissing) {
    have("skopeo");
    try {
        unpack_image(process_, task(), "docker.io/library/debian:12");
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::host);
        EXPECT_THAT(error.hint(), HasSubstr("apt-get install umoci"));
    }
    EXPECT_TRUE(process_.commands.empty());
}

TEST(InRegistry, ReplacesWhatLooksLikeAHost) {
    EXPECT_EQ(in_registry("docker.io/library/debian:12", "mirror.example:5000"),
              "mirror.example:5000/library/debian:12");
    EXPECT_EQ(in_registry("localhost/debian", "r.example"), "r.example/debian");
    EXPECT_EQ(in_registry("rockylinux/rockylinux:9", "r.example"), "r.example/rockylinux/rockylinux:9");
    EXPECT_EQ(in_registry("docker.io/library/debian:12", ""), "docker.io/library/debian:12");
}

}  // namespace
}  // namespace sf
