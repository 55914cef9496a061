#include "mirror/oci_mirror.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "mirror/oci_tags.h"
#include "unit/mirror/fake_registry.h"

namespace sf {
namespace {

class OciMirrorTest : public ::testing::Test {
  protected:
    std::string refusal(const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::source);
            return e.message();
        }
        return "none";
    }
    // Somebody else changes what lies under the path's tag.
    void tamper(const std::string& path, const std::function<void(Json&)>& change) {
        Json manifest = Json::parse(http_.at(oci::tag(path)));
        change(manifest);
        const std::string text = manifest.dump();
        http_.manifests[sha256_hex(text)] = text;
        http_.tags[oci::tag(path)] = sha256_hex(text);
    }

    TempDir folder_{fs::temp_directory_path(), "sf-oci-mirror-"};
    testing::FakeRegistry http_;
    OciMirror mirror_{"oci://registry.example/site/cache", [](const std::string&) { return std::nullopt; }, http_};
    std::string sha256_ = sha256_hex("content"), blob_ = "blobs/sha256/" + sha256_.substr(0, 2) + "/" + sha256_;
};

TEST_F(OciMirrorTest, FilesAreArtifactsUnderTags) {
    EXPECT_EQ(mirror_.url(), "oci://registry.example/site/cache");
    EXPECT_FALSE(mirror_.exists("v3/layout.json"));
    mirror_.put("v3/layout.json", "{}");
    EXPECT_TRUE(mirror_.exists("v3/layout.json"));
    EXPECT_EQ(mirror_.read("v3/layout.json", 2), "{}");
    write_file_atomic(folder_.path() / "local", "content");
    mirror_.put_file("builds/x.tar.gz", folder_.path() / "local");
    EXPECT_EQ(read_file(mirror_.fetch("builds/x.tar.gz", 99, folder_.path() / "got", {})), "content");
    EXPECT_EQ(http_.tags.size(), 2u);
    EXPECT_NE(refusal([&] { mirror_.read("none", 9); }).find("there is no such file"), std::string::npos);
    EXPECT_NE(refusal([&] { mirror_.read("builds/x.tar.gz", 6); }).find("larger than the limit"), std::string::npos);
}

TEST_F(OciMirrorTest, BlobsAreReadByTheirName) {
    mirror_.put(blob_, "content");
    http_.requests.clear();
    EXPECT_EQ(mirror_.read(blob_, 99), "content");
    EXPECT_EQ(http_.requests.size(), 1u);
    http_.tags.clear();  // then the registry may collect it: it is to be put again
    EXPECT_FALSE(mirror_.exists(blob_));
}

TEST_F(OciMirrorTest, AnImageHoldsTheFileOfItsPath) {
    const std::string path = "v3/manifests/spec/zlib/zlib-1.3-abc.spec.manifest.json";
    mirror_.put_image(path, "signed\n", {"{\"os\":\"linux\"}", {{oci::kLayer, sha256_, 7}}, {{"note", "x"}}});
    EXPECT_EQ(mirror_.read(path, 99), "signed\n");
    EXPECT_EQ(mirror_.annotations(path).at("note"), "x");
    const auto image = parse_oci_manifest(http_.at("zlib-1.3-abc.spack"), "it");
    EXPECT_EQ(http_.blobs.at(image.config.sha256), "{\"os\":\"linux\"}");
    EXPECT_EQ(image.layers, std::vector<OciBlob>({{oci::kLayer, sha256_, 7}}));
    EXPECT_EQ(mirror_.list("v3/manifests/spec"), std::vector<std::string>{path});
    EXPECT_TRUE(mirror_.annotations("none").empty());
    tamper(path, [](Json& manifest) { manifest.erase("annotations"); });  // as Spack writes it
    EXPECT_NE(refusal([&] { mirror_.read(path, 99); }).find("nobody signed it"), std::string::npos);
    EXPECT_TRUE(mirror_.list("v3/manifests/spec").empty());
}

TEST_F(OciMirrorTest, AHostileRegistryIsNotBelieved) {
    mirror_.put("a", "content");
    mirror_.put("b", "another");
    http_.tags[oci::tag("a")] = http_.tags[oci::tag("b")];
    EXPECT_NE(refusal([&] { mirror_.read("a", 99); }).find("is not the file a"), std::string::npos);
    tamper("b", [](Json& manifest) { manifest["layers"] = Json::array(); });
    EXPECT_NE(refusal([&] { mirror_.read("b", 99); }).find("is not the file b"), std::string::npos);
    mirror_.put("b", "another");
    http_.blobs[sha256_hex("another")] = "an0ther";
    EXPECT_NE(refusal([&] { mirror_.read("b", 99); }).find("checksum"), std::string::npos);
    EXPECT_NE(refusal([&] { mirror_.fetch("b", 99, folder_.path() / "got", {}); }).find("checksum"), std::string::npos);
    tamper("b", [](Json& manifest) { manifest["layers"][0]["size"] = 1ull << 60; });
    EXPECT_NE(refusal([&] { mirror_.read("b", 99); }).find("larger than the limit"), std::string::npos);
}

TEST_F(OciMirrorTest, ListsAndRemoves) {
    const std::string lengthy = "builds/" + std::string(150, 'x');
    for (const auto& path : {std::string("builds/b"), std::string("a"), lengthy}) mirror_.put(path, "text");
    http_.tags["latest"] = http_.tags[oci::tag("a")];
    EXPECT_EQ(mirror_.list("builds"), (std::vector<std::string>{"builds/b", lengthy}));
    const auto files = mirror_.list_all("builds");
    ASSERT_EQ(files.size(), 2u);
    EXPECT_EQ(files[0].bytes, 4u);
    mirror_.remove("builds/b");
    mirror_.remove("builds/b");
    EXPECT_EQ(mirror_.list("builds"), std::vector<std::string>{lengthy});
}

TEST_F(OciMirrorTest, PutsOnlyWhatNobodyElseChanged) {
    for (const bool compares : {false, true}) {
        http_.tags.clear();
        http_.compares = compares;
        EXPECT_FALSE(mirror_.read_versioned("a", 99));
        EXPECT_FALSE(mirror_.put_if("a", "one", "of nothing"));
        EXPECT_TRUE(mirror_.put_if("a", "one", {}));
        EXPECT_FALSE(mirror_.put_if("a", "two", {}));
        const auto one = mirror_.read_versioned("a", 99);
        EXPECT_EQ(one->text, "one");
        EXPECT_TRUE(mirror_.put_if("a", "two", one->version));
        EXPECT_FALSE(mirror_.put_if("a", "three", one->version));
        EXPECT_EQ(mirror_.read("a", 99), "two");
    }
}

TEST_F(OciMirrorTest, WhoIsOverwrittenInBetweenIsTold) {
    mirror_.put("other", "theirs");
    Json theirs = Json::parse(http_.at(oci::tag("other")));
    theirs["annotations"]["org.opencontainers.image.title"] = "a";
    bool done = false;
    http_.before = [&](const HttpRequest& request) -> std::optional<HttpAnswer> {
        if (request.method != "GET" || done || !http_.tags.contains(oci::tag("a"))) return std::nullopt;
        done = true;  // after our PUT, before we look again
        http_.manifests["theirs"] = theirs.dump();
        http_.tags[oci::tag("a")] = "theirs";
        return std::nullopt;
    };
    EXPECT_FALSE(mirror_.put_if("a", "ours", {}));
    EXPECT_TRUE(done);
}

}  // namespace
}  // namespace sf
