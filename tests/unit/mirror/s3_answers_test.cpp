#include "mirror/s3_answers.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

TEST(S3Answers, AListingSaysWhetherThereIsMore) {
    const auto listing = parse_listing(
        "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>1/a=</NextContinuationToken>"
        "<Contents><Key>a&amp;b</Key><Size>12</Size></Contents></ListBucketResult>",
        "s3://x");
    ASSERT_EQ(listing.objects.size(), 1u);
    EXPECT_EQ(listing.objects[0].key, "a&b");
    EXPECT_EQ(listing.objects[0].bytes, 12u);
    EXPECT_EQ(listing.next, "1/a=");
    EXPECT_EQ(parse_listing("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>", "s3://x").next,
              "");
}

TEST(S3Answers, WhatIsNoSuchAnswerIsRefused) {
    for (const char* text : {"<html/>", "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
                             "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
                             "<ListBucketResult><Contents><Key>a</Key><Size>-1</Size></Contents></ListBucketResult>",
                             "<ListBucketResult><Contents><Key>a</Key><Size>1 2</Size></Contents></ListBucketResult>"})
        EXPECT_THROW(parse_listing(text, "s3://x"), Error) << text;
    EXPECT_THROW(parse_upload_id("<InitiateMultipartUploadResult/>", "s3://x"), Error);
    EXPECT_THROW(parse_parts("<ListPartsResult><Part><PartNumber>x</PartNumber></Part></ListPartsResult>", "s3://x"),
                 Error);
}

TEST(S3Answers, UploadsAndTheirParts) {
    EXPECT_EQ(parse_upload_id("<InitiateMultipartUploadResult><UploadId>a/b</UploadId></InitiateMultipartUploadResult>",
                              "s3://x"),
              "a/b");
    const auto uploads = parse_uploads(
        "<ListMultipartUploadsResult><Upload><Key>k</Key><UploadId>u</UploadId>"
        "<Initiated>2026-11-21T01:02:03.000Z</Initiated></Upload></ListMultipartUploadsResult>",
        "s3://x");
    ASSERT_EQ(uploads.size(), 1u);
    EXPECT_EQ(uploads[0].key + uploads[0].id, "ku");
    EXPECT_EQ(uploads[0].since, 1795222923);
    const auto parts = parse_parts(
        "<ListPartsResult><Part><PartNumber>2</PartNumber><ETag>\"e\"</ETag><Size>5</Size></Part></ListPartsResult>",
        "s3://x");
    ASSERT_EQ(parts.parts.size(), 1u);
    EXPECT_EQ(parts.parts[0].number, 2u);
    EXPECT_EQ(parts.parts[0].etag, "\"e\"");
    EXPECT_EQ(parts.parts[0].bytes, 5u);
    EXPECT_TRUE(parse_parts("<ListPartsResponse/>", "s3://x").parts.empty());  // as moto says it
    EXPECT_NE(parts_document(parts.parts).find("<PartNumber>2</PartNumber><ETag>&quot;e&quot;</ETag>"),
              std::string::npos);
}

}  // namespace
}  // namespace sf
