// Why a server of S3 refused, and what to do about it: docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"

namespace sf {

struct S3Refusal {
    std::string what;    // the URL, and that it was refused
    std::string action;  // what the credentials must allow: "s3:PutObject"
    long status = 0;
    std::string body;                         // of the answer
    std::optional<std::int64_t> server_time;  // unix seconds, if the server said it
    std::int64_t our_time = 0;
    bool signed_request = false;
    std::string credentials;  // where they are from
    std::string region;
};

Error explained(const S3Refusal& refusal);

}  // namespace sf
