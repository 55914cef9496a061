#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/source/fakes.h"

namespace sf {
namespace {

constexpr const char* kPackage = R"(
name: zlib
description: compression
why: a test
homepage: http://up.example
license: Zlib
license_files: [LICENSE]
shipped: true
versions:
  - version: "1.3.1"
    sources:
      - variant: upstream
        sha256: "9a93b2b7dfdac77ceba5a558a580e74667dd6fede4585b91eefb60f03b72df23"
        sha256_from: computed
        urls: [http://up.example/zlib.tar.gz]
      - variant: debian
        sha256: "60dd315c07f616887caa029408308a018ace66e3d142726a97db164b3b8f69fb"
        sha256_from: computed
        pool: [pool/zlib.tar.gz]
build:
  system: autotools
bundle:
  keep: ["lib/*.so*"]
provides:
  - {library: lib/libz.so.1}
)";

class Choice : public testing::Test {
  protected:
    Choice() {
        make_dirs(temp_.path() / "catalog/packages");
        write_file_atomic(temp_.path() / "catalog/packages/zlib.yaml", kPackage);
        catalog_ = Catalog::load({temp_.path() / "catalog"});
        settings_.debian_mirror = "http://m.example/debian";
    }
    SourceChoice choose(const std::string& sources = "auto") {
        Request request;
        request.sources = sources;
        return choose_sources(home_, http_, settings_, catalog_, request, temp_.path() / "no-apt");
    }

    TempDir temp_{fs::temp_directory_path(), "sf-choice-"};
    Home home_{temp_.path() / "home"};
    Catalog catalog_;
    test::FakeHttp http_;
    SourceSettings settings_;
};

TEST_F(Choice, ARequestDecidesWithoutAProbe) {
    EXPECT_EQ(choose("debian").preferred, "debian");
    EXPECT_TRUE(http_.asked.empty());
}

TEST_F(Choice, PrefersUpstreamWhereItAnswers) {
    http_.files["http://up.example/zlib.tar.gz"] = "";
    EXPECT_EQ(choose().preferred, "upstream");
}

TEST_F(Choice, TakesDebianWhereUpstreamIsSilentAndSaysSo) {
    const auto choice = choose();
    EXPECT_EQ(choice.preferred, "debian");
    EXPECT_THAT(choice.reason, testing::HasSubstr("up.example"));
}

TEST_F(Choice, ProbesOnceAHome) {
    choose();
    http_.asked.clear();
    http_.files["http://up.example/zlib.tar.gz"] = "";
    EXPECT_EQ(choose().preferred, "debian");
    EXPECT_TRUE(http_.asked.empty());
}

TEST_F(Choice, DoesNotProbeWithoutAnAlternative) {
    settings_.debian_mirror.clear();
    EXPECT_EQ(choose().preferred, "upstream");
    EXPECT_TRUE(http_.asked.empty());
    settings_.debian_mirror = "http://m.example/debian";
    EXPECT_EQ(choose().preferred, "debian");
}

TEST_F(Choice, RemembersFallBacks) {
    http_.files["http://up.example/zlib.tar.gz"] = "";
    choose();
    record_fallback(home_, "zlib", "debian", "no origin answered");
    const auto choice = choose();
    EXPECT_EQ(choice.preferred, "upstream");
    EXPECT_EQ(choice.per_package.at("zlib"), "debian");
    EXPECT_THAT(choice.reason, testing::HasSubstr("zlib from debian: no origin answered"));
}

}  // namespace
}  // namespace sf
