// Why a transfer of libcurl failed, in words, and whether it is worth another try.
#pragma once

#include <curl/curl.h>

#include <string>

namespace sf {

long http_status_of(CURL* curl);  // 0: no answer

std::string describe(CURLcode code, const char* detail);  // `detail`: what CURLOPT_ERRORBUFFER got, or ""
std::string hint_for(CURLcode code);
std::string hint_for_status(long status);

bool is_transient_status(long status);
bool is_transient(CURL* curl, CURLcode code);

// How long to wait before try number `attempt` + 2: as the server asks (Retry-After; at most a minute), else about 1,
// 2, 4 ... 32 s, by chance a quarter more or less, so that many who failed at once do not come back at once.
double back_off_s(int attempt, const std::string& retry_after = {});
// Throws Error(interrupted) when it is.
void pause(double seconds);

}  // namespace sf
