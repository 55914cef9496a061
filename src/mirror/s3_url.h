// s3://BUCKET[/PREFIX], and where that lies on the web.
#pragma once

#include <string>
#include <string_view>

#include "mirror/aws_settings.h"

namespace sf {

struct S3Url {
    std::string bucket;
    std::string prefix;  // of the keys, without '/' at either end; empty: the whole bucket

    std::string text() const;  // s3://BUCKET[/PREFIX]
};

bool is_s3(std::string_view url);
// Throws Error(usage) for a URL without a bucket, or with one whose name cannot be one.
S3Url parse_s3_url(std::string_view url);

// https://BUCKET.s3.REGION.amazonaws.com/PREFIX, or what the settings make of it; percent-encoded, no '/' at the end.
std::string web_url(const S3Url& s3, const AwsSettings& settings);

}  // namespace sf
