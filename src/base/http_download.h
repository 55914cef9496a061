// Http::download by libcurl: whole, or the rest of what an earlier attempt left.
#pragma once

#include "base/http.h"
#include "base/http_handle.h"

namespace sf {

// Throws as Http::download does.
void download_file(const DownloadRequest& request, CurlPool& pool, unsigned stall_timeout_s);

}  // namespace sf
