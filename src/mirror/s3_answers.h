// What S3 answers in XML. Each function throws Error(source), naming `origin`, for what is no such answer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sf {

struct S3Object {
    std::string key;  // as the server says it: anything at all
    std::uint64_t bytes = 0;
};
struct S3Listing {
    std::vector<S3Object> objects;
    std::string next;  // the token that asks for more; empty: this was all
};
S3Listing parse_listing(const std::string& text, const std::string& origin);  // ListObjectsV2

struct S3PendingUpload {
    std::string key, id;
    std::int64_t since = 0;  // unix seconds; 0: unknown
};
std::vector<S3PendingUpload> parse_uploads(const std::string& text, const std::string& origin);

struct S3Part {
    std::uint64_t number = 0;  // from 1 on
    std::string etag;
    std::uint64_t bytes = 0;
};
struct S3Parts {
    std::vector<S3Part> parts;
    std::string next;  // the marker that asks for more; empty: these were all
};
S3Parts parse_parts(const std::string& text, const std::string& origin);

std::string parse_upload_id(const std::string& text, const std::string& origin);  // CreateMultipartUpload

// The body of CompleteMultipartUpload.
std::string parts_document(const std::vector<S3Part>& parts);

}  // namespace sf
