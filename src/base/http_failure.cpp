#include "base/http_failure.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <optional>
#include <random>
#include <thread>

#include "base/process.h"

namespace sf {
namespace {

constexpr double kLongestWait = 60;
constexpr double kChance = 0.25;

// RFC 9110, 10.2.3: seconds, or a date.
std::optional<double> asked_wait(const std::string& retry_after) {
    unsigned number = 0;
    const char* end = retry_after.data() + retry_after.size();
    const auto read = std::from_chars(retry_after.data(), end, number);
    if (read.ec == std::errc() && read.ptr == end) return std::min<double>(number, kLongestWait);
    const std::time_t date = curl_getdate(retry_after.c_str(), nullptr);
    if (date == -1) return std::nullopt;
    return std::clamp(std::difftime(date, std::time(nullptr)), 0.0, kLongestWait);
}

}  // namespace

long http_status_of(CURL* curl) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

std::string describe(CURLcode code, const char* detail) {
    const std::string said = *detail != '\0' ? detail : curl_easy_strerror(code);
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return "the host's name cannot be resolved (no network, or no DNS)";
        case CURLE_COULDNT_RESOLVE_PROXY:
            return "the proxy's name cannot be resolved";
        case CURLE_COULDNT_CONNECT:
            return fmt::format("no connection ({})", said);
        case CURLE_OPERATION_TIMEDOUT:
            return fmt::format("timed out ({})", said);
        case CURLE_PARTIAL_FILE:
            return fmt::format("the connection ended before the whole file came ({})", said);
        case CURLE_FILE_COULDNT_READ_FILE:
            return "the file cannot be read";
        default:
            return said;
    }
}

std::string hint_for(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_CONNECT:
            return "check the URL, and the proxy if http_proxy or https_proxy names one (no_proxy: hosts without)";
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
            return "SSL_CERT_FILE names a file with the CA certificates to trust";
        case CURLE_OPERATION_TIMEDOUT:
            return "try again; --stall-timeout SECONDS waits longer for a slow server";
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_GOT_NOTHING:
            return "try again; if it happens again, the file on the server or a proxy in between is damaged";
        default:
            return "";
    }
}

std::string hint_for_status(long status) {
    switch (status) {
        case 404:
            return "check the URL";
        case 407:
            return "give the proxy its user: http_proxy=http://USER:PASSWORD@HOST:PORT";
        default:
            return is_transient_status(status) ? "try again later" : "";
    }
}

bool is_transient_status(long status) {
    constexpr long kTooMany = 429, kNotImplemented = 501;
    return status == kTooMany || (status >= 500 && status != kNotImplemented);
}

bool is_transient(CURL* curl, CURLcode code) {
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT: {
            double connected = 0;
            long sent = 0;  // also on a connection of an earlier transfer
            curl_easy_getinfo(curl, CURLINFO_CONNECT_TIME, &connected);
            curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &sent);
            return connected > 0 || sent > 0;  // a host that does not answer at all will not in a second either
        }
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_SEND_FAIL_REWIND:
        case CURLE_PARTIAL_FILE:
        case CURLE_GOT_NOTHING:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
            return true;
        default:
            return false;
    }
}

double back_off_s(int attempt, const std::string& retry_after) {
    if (const auto asked = asked_wait(retry_after)) return *asked;
    thread_local std::minstd_rand random{std::random_device{}()};
    return (1 << std::min(attempt, 5)) * std::uniform_real_distribution(1 - kChance, 1 + kChance)(random);
}

void pause(double seconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (std::chrono::steady_clock::now() < end) {
        throw_if_interrupted();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

}  // namespace sf
