#include "factory/root_origin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "unit/base/fake_http.h"

namespace sf {
namespace {

class ChooseRootOrigin : public testing::Test {
  protected:
    ChooseRootOrigin() {
        toolchain_.name = "jammy";
        toolchain_.archive = "ubuntu";
        toolchain_.suite = "jammy";
        toolchain_.image = "docker.io/library/ubuntu:22.04";
    }
    // "mirror URL" or "image REFERENCE".
    std::string chosen() {
        const RootOrigin origin = choose_root_origin(toolchain_, settings_, registry_, http_, "/nowhere");
        if (const auto* mirror = std::get_if<MirrorOrigin>(&origin)) return "mirror " + mirror->url;
        return "image " + std::get<ImageOrigin>(origin).reference;
    }

    Toolchain toolchain_;
    SourceSettings settings_;
    std::string registry_;
    FakeHttp http_;
};

TEST_F(ChooseRootOrigin, TakesAMirrorThatAnswers) {
    settings_.ubuntu_mirror = "http://m.example/ubuntu/";
    http_.content["http://m.example/ubuntu/dists/jammy/InRelease"] = "";
    EXPECT_EQ(chosen(), "mirror http://m.example/ubuntu");
}

TEST_F(ChooseRootOrigin, TakesTheImageWhereNoMirrorAnswers) {
    settings_.ubuntu_mirror = "http://m.example/ubuntu";
    EXPECT_EQ(chosen(), "image docker.io/library/ubuntu:22.04");
}

TEST_F(ChooseRootOrigin, AMirrorOfAnotherArchiveDoesNotServe) {
    settings_.debian_mirror = "http://m.example/debian";
    registry_ = "localhost:5000";
    EXPECT_EQ(chosen(), "image localhost:5000/library/ubuntu:22.04");
    EXPECT_TRUE(http_.probed.empty());
}

TEST_F(ChooseRootOrigin, WithoutAnImageTheMirrorIsNotProbed) {
    toolchain_.image.clear();
    settings_.ubuntu_mirror = "http://m.example/ubuntu";
    EXPECT_EQ(chosen(), "mirror http://m.example/ubuntu");
}

TEST_F(ChooseRootOrigin, SaysWhichSettingIsMissing) {
    toolchain_.image.clear();
    try {
        chosen();
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::host);
        EXPECT_THAT(error.hint(), testing::HasSubstr("SLURM_FACTORY_UBUNTU_MIRROR"));
    }
}

}  // namespace
}  // namespace sf
