#include "image/base.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "bundle/pack.h"
#include "unit/base/fake_process.h"

namespace sf {
namespace {

using testing::HasSubstr;

class BaseTest : public ::testing::Test {
  protected:
    BaseTest() {
        make_dirs(blobs());
        make_dirs(folder_.path() / "bin");
        write_file_atomic(folder_.path() / "bin/skopeo", "#!/bin/sh\n", 0755);
        ::setenv("PATH", ((folder_.path() / "bin").string() + ":" + path_).c_str(), 1);
        write("usr/lib/os-release", "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian 12\"\n");
        write("etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        toolchain_.os_id = "debian";
        toolchain_.os_version = "12";
        toolchain_.os_name = "Debian 12";
    }
    ~BaseTest() override { ::setenv("PATH", path_.c_str(), 1); }

    fs::path blobs() const { return folder_.path() / "blobs"; }
    fs::path root() const { return folder_.path() / "root"; }
    void write(const std::string& path, const std::string& text) const {
        make_dirs((root() / path).parent_path());
        write_file_atomic(root() / path, text);
    }
    std::string listing(const ImageLayer& layer) const {
        Command tar;
        tar.argv = {"tar", "-tzf", (blobs() / layer.blob.sha256).string()};
        return run_checked(*make_system_process(), tar, "tar");
    }
    // What skopeo would leave: an image whose only layer is the root.
    void leave_layout(const fs::path& layout, const std::string& architecture) const {
        const auto here = layout / "blobs/sha256";
        make_dirs(here);
        const auto packed = pack(root(), here / "part", 1);
        fs::rename(here / "part", here / packed.sha256);
        const auto put = [&](const std::string& text) {
            write_file_atomic(here / sha256_hex(text), text);
            return OciBlob{"", sha256_hex(text), text.size()};
        };
        const auto config =
            put(R"({"architecture": ")" + architecture +
                R"(", "rootfs": {"diff_ids": ["sha256:dd"]}, "config": {"Env": ["A=b"]}, "history": [{}]})");
        const auto manifest = put(oci_manifest_text({"", config, {{oci::kLayer, packed.sha256, packed.bytes}}, {}}));
        write_file_atomic(layout / "index.json", R"({"manifests": [{"digest": "sha256:)" + manifest.sha256 + "\"}]}");
    }
    ImageBase from_image(const std::string& architecture = "amd64") {
        FakeProcess skopeo;
        skopeo.answer = [&](const Command& command) {
            leave_layout(split(command.argv.back(), ':')[1], architecture);
            return FakeProcess::success();
        };
        const auto scratch = folder_.path() / "scratch";
        remove_tree(scratch);
        make_dirs(scratch);
        return base_of_image(skopeo, "debian:12", toolchain_, "x86_64", scratch, blobs());
    }

    std::string path_ = std::getenv("PATH");
    TempDir folder_{fs::temp_directory_path(), "sf-base-"};
    Toolchain toolchain_;
};

TEST_F(BaseTest, OfARootLeavesOutWhatIsTheMachines) {
    for (const char* path : {"var/log/apt/history.log", "tmp/x", "var/cache/ldconfig/aux-cache", "etc/machine-id",
                             "etc/resolv.conf", "etc/shadow-", "build/x", "run/lock", "usr/bin/ls"})
        write(path, "x");
    const auto base = base_of_root({root(), "digest", {}}, blobs());
    ASSERT_EQ(base.layers.size(), 1u);
    EXPECT_EQ(
        listing(base.layers[0]),
        "etc/\nrun/\ntmp/\nusr/\nusr/bin/\nusr/bin/ls\nusr/lib/\nusr/lib/os-release\nvar/\nvar/cache/\nvar/log/\n");
    EXPECT_EQ(base.accounts.passwd, "root:x:0:0::/root:/bin/sh\n");
    EXPECT_EQ(base.accounts.shadow, "");
    EXPECT_EQ(base.digest, "sha256:digest");
}

TEST_F(BaseTest, OfAnImageIsTakenAsItIs) {
    const auto base = from_image();
    ASSERT_EQ(base.layers.size(), 1u);
    EXPECT_EQ(base.layers[0].diff_id, "dd");
    EXPECT_EQ(sha256_file(blobs() / base.layers[0].blob.sha256), base.layers[0].blob.sha256);
    EXPECT_EQ(base.accounts.passwd, "root:x:0:0::/root:/bin/sh\n");
    EXPECT_THAT(base.env, testing::ElementsAre("A=b"));
    EXPECT_EQ(base.history.size(), 1u);
}

TEST_F(BaseTest, OfAnotherProcessorOrAnotherOsIsRefused) {
    EXPECT_THROW(from_image("arm64"), Error);
    toolchain_.os_version = "1";
    try {
        from_image();
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        EXPECT_THAT(error.message(), HasSubstr("is Debian 12, not"));
    }
}

}  // namespace
}  // namespace sf
