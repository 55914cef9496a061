#include "mirror/caching.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

TEST(Caching, WhatIsNamedByItsContentNeverChanges) {
    for (const char* path : {"blobs/sha256/ab/abc", "sources/sha256/abc", "noble/slurm/deps/blobs/sha256/ab/abc",
                             "builds/24.11/noble/by-digest/0123456789ab/slurm.tar.gz"})
        EXPECT_EQ(cache_control_of(path), "public, max-age=31536000, immutable") << path;
    for (const char* path : {"v3/slurm-factory/index.json", "builds/24.11/noble/slurm.tar.gz", "myblobs/sha256/ab/abc",
                             "v3/manifests/spec/zlib/zlib-1.spec.manifest.json", "index.html"})
        EXPECT_EQ(cache_control_of(path), "public, max-age=60, must-revalidate") << path;
}

TEST(Caching, TypesFollowTheSuffix) {
    EXPECT_EQ(content_type_of("a/index.html"), "text/html; charset=utf-8");
    EXPECT_EQ(content_type_of("a/x.tar.gz"), "application/gzip");
    EXPECT_EQ(content_type_of("a/x.tar.gz.asc"), "application/pgp-signature");
    EXPECT_EQ(content_type_of("a/x.spec.manifest.json"), "application/json");
    EXPECT_EQ(content_type_of("a/x.intoto.jsonl"), "application/jsonl");
    EXPECT_EQ(content_type_of("blobs/sha256/ab/abc"), "application/octet-stream");
}

}  // namespace
}  // namespace sf
