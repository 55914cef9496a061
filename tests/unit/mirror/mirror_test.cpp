#include "mirror/mirror.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"
#include "mirror/contention.h"
#include "mirror/file_mirror.h"
#include "mirror/url_path.h"
#include "unit/base/fake_http.h"

namespace sf {
namespace {

class MirrorTest : public ::testing::Test {
  protected:
    std::string refusal(const std::function<void()>& work, ErrorKind kind = ErrorKind::source) {
        try {
            work();
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), kind);
            return e.message();
        }
        return "none";
    }

    TempDir folder_{fs::temp_directory_path(), "sf-mirror-test-"};
    fs::path root_ = folder_.path() / "a mirror";
    FakeHttp http_;
};

TEST_F(MirrorTest, AFolderIsNamedByAPathOrAUrl) {
    const std::string url = "file://" + percent_encoded(root_.string());
    EXPECT_EQ(open_mirror(root_.string() + "/", http_)->url(), url);
    EXPECT_EQ(open_mirror(url, http_)->url(), url);
    EXPECT_NE(url.find("a%20mirror"), std::string::npos);
    EXPECT_NE(refusal([&] { open_mirror("gopher://host/x", http_); }, ErrorKind::usage), "none");
    EXPECT_NE(refusal([&] { open_mirror("", http_); }, ErrorKind::usage), "none");
    EXPECT_NE(refusal([&] { open_mirror("file:///a%zz", http_); }, ErrorKind::usage), "none");
}

TEST_F(MirrorTest, WhatIsPutIsThereWholeAndListed) {
    const std::unique_ptr<WritableMirror> mirror = std::make_unique<FileMirror>(root_);
    EXPECT_TRUE(mirror->list("blobs").empty());
    mirror->put("blobs/b", "text");
    write_file_atomic(folder_.path() / "local", "a file's content");
    mirror->put_file("blobs/a/x", folder_.path() / "local");
    write_file_atomic(root_ / "blobs/a/.y.XyZ", "of a killed run");
    EXPECT_EQ(mirror->list("blobs"), (std::vector<std::string>{"blobs/a/x", "blobs/b"}));
    EXPECT_EQ(mirror->read("blobs/b", 4), "text");
    EXPECT_EQ(read_file(mirror->fetch("blobs/a/x", 100, {})), "a file's content");
    EXPECT_TRUE(mirror->exists("blobs/b"));
    EXPECT_FALSE(mirror->exists("blobs"));
}

TEST_F(MirrorTest, TemporaryFilesAreListedWithSizesAndFilesAreRemoved) {
    const std::unique_ptr<WritableMirror> mirror = std::make_unique<FileMirror>(root_);
    mirror->put("blobs/b", "text");
    make_dirs(root_ / "blobs/.put-Xy");
    write_file_atomic(root_ / "blobs/.put-Xy/part", "of a killed run");
    const auto files = mirror->list_all("blobs");
    ASSERT_EQ(files.size(), 2u);
    EXPECT_EQ(files[0].path, "blobs/.put-Xy/part");
    EXPECT_TRUE(files[0].temporary);
    EXPECT_EQ(files[1].path, "blobs/b");
    EXPECT_EQ(files[1].bytes, 4u);
    EXPECT_FALSE(files[1].temporary);
    mirror->remove(files[0].path);
    EXPECT_FALSE(fs::exists(root_ / "blobs/.put-Xy"));
    mirror->remove("blobs/b");
    mirror->remove("blobs/b");
    EXPECT_FALSE(fs::exists(root_ / "blobs"));
    EXPECT_TRUE(fs::exists(root_));
}

TEST_F(MirrorTest, AFileIsReplacedOnlyIfItIsStillTheOneThatWasSeen) {
    const std::unique_ptr<WritableMirror> mirror = std::make_unique<FileMirror>(root_);
    EXPECT_FALSE(mirror->read_versioned("index", 100));
    EXPECT_FALSE(mirror->put_if("index", "late", std::string("seen")));
    EXPECT_TRUE(mirror->put_if("index", "first", {}));
    EXPECT_FALSE(mirror->put_if("index", "another first", {}));
    const auto seen = mirror->read_versioned("index", 100);
    EXPECT_EQ(seen->text, "first");
    EXPECT_TRUE(mirror->put_if("index", "second", seen->version));
    EXPECT_FALSE(mirror->put_if("index", "third", seen->version));
    EXPECT_EQ(mirror->read("index", 100), "second");
}

TEST_F(MirrorTest, OthersAreWaitedForAndThenNamed) {
    int calls = 0;
    EXPECT_EQ(until_uncontended("file:///a", [&] { return ++calls == 2 ? std::optional(7) : std::nullopt; }), 7);
    EXPECT_NE(refusal([&] { wait_for_others("file:///a", 1000); }).find("others publish to file:///a"),
              std::string::npos);
}

TEST_F(MirrorTest, MissingAndTooLargeFilesAreNamed) {
    const std::unique_ptr<WritableMirror> mirror = std::make_unique<FileMirror>(root_);
    mirror->put("large", "12345");
    EXPECT_NE(refusal([&] { mirror->read("none", 9); }).find("a%20mirror/none: there is no such file"),
              std::string::npos);
    EXPECT_NE(refusal([&] { mirror->read("large", 4); }).find("larger than the limit of 4 B"), std::string::npos);
}

TEST_F(MirrorTest, AWebServerIsReadWithEncodedPaths) {
    http_.content["https://host/cache/v3/lib%2B%2B.json"] = "{}";
    const auto mirror = open_mirror("https://host/cache/", http_);
    EXPECT_EQ(mirror->url(), "https://host/cache");
    EXPECT_EQ(mirror->read("v3/lib++.json", 10), "{}");
    EXPECT_EQ(mirror->fetch("v3/lib++.json", 10, folder_.path() / "got"), folder_.path() / "got");
    EXPECT_TRUE(mirror->exists("v3/lib++.json"));
    EXPECT_FALSE(mirror->exists("v3/none"));
    EXPECT_NE(refusal([&] { open_writable_mirror("https://host/cache", http_); }, ErrorKind::usage).find("not written"),
              std::string::npos);
    EXPECT_EQ(open_writable_mirror("s3://bucket/cache/", http_)->url(), "s3://bucket/cache");
}

TEST_F(MirrorTest, ARepositoryOfARegistryIsReadAndWritten) {
    for (const char* url : {"oci://host.example/cache", "oci+http://127.0.0.1:5000/cache"}) {
        EXPECT_EQ(open_mirror(url, http_)->url(), url);
        EXPECT_EQ(open_writable_mirror(url, http_)->url(), url);
    }
    EXPECT_NE(refusal([&] { open_mirror("oci://host.example", http_); }, ErrorKind::usage), "none");
}

}  // namespace
}  // namespace sf
