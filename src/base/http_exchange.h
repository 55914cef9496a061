// Http::exchange by libcurl: any method, a body from memory or from a file, an answer held in memory.
#pragma once

#include "base/http.h"
#include "base/http_handle.h"

namespace sf {

// Throws as Http::exchange does.
HttpAnswer exchange_with_retries(const HttpRequest& request, CurlPool& pool, unsigned stall_timeout_s);

}  // namespace sf
