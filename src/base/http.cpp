#include "base/http.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/os_error.h"
#include "base/process.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr long kMaxRedirects = 10;
constexpr long kStallBytesPerSecond = 1000;
constexpr std::size_t kMaxAnswer = 4096;  // of the body of an error
constexpr auto kReportEvery = std::chrono::milliseconds(200);

struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, FreeList>;

void add_header(Headers& headers, const std::string& line) {
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
}

// A URL without user and password, for messages.
std::string printable(const std::string& url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string::npos) return url;
    const std::size_t host = scheme + 3;
    const std::size_t at = url.substr(0, url.find('/', host)).rfind('@');
    return at == std::string::npos || at < host ? url : url.substr(0, host) + url.substr(at + 1);
}

const char* first_set(std::initializer_list<const char*> names) {
    for (const char* name : names) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0') return value;
    }
    return nullptr;
}

void restrict_protocols(CURL* handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https,file");
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS | CURLPROTO_FILE);
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
}

// What every transfer has in common. libcurl itself reads http_proxy, https_proxy and no_proxy; the variables that name
// CA certificates are read by curl's program alone, so they are read here.
Handle new_handle(const std::string& url, double connect_timeout_s) {
    Handle handle(curl_easy_init());
    if (!handle) throw Error(ErrorKind::failure, "libcurl cannot be used");
    CURL* curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kMaxRedirects);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "slurm-factory");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_timeout_s * 1000));
    restrict_protocols(curl);
    if (const char* file = first_set({"CURL_CA_BUNDLE", "SSL_CERT_FILE"})) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, file);
    }
    if (const char* folder = first_set({"SSL_CERT_DIR"})) curl_easy_setopt(curl, CURLOPT_CAPATH, folder);
    return handle;
}

// S3 wants the checksum of what is sent (here of nothing) and a session's token to be signed too, which libcurl does
// with headers that it is given since 7.86.
void sign(CURL* curl, Headers& headers, const AwsSigning& signing) {
#if LIBCURL_VERSION_NUM >= 0x075600
    curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, fmt::format("aws:amz:{}:s3", signing.region).c_str());
    curl_easy_setopt(curl, CURLOPT_USERNAME, signing.access_key.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, signing.secret_key.c_str());
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    add_header(headers, "x-amz-content-sha256: " + sha256_hex(""));
    if (!signing.session_token.empty()) add_header(headers, "x-amz-security-token: " + signing.session_token);
#else
    static_cast<void>(curl), static_cast<void>(headers), static_cast<void>(signing);
    throw Error(ErrorKind::host,
                "this slurm-factory was built with libcurl " LIBCURL_VERSION ", which cannot sign for S3",
                "build it with libcurl 7.86 or newer");
#endif
}

long status_of(CURL* curl) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

std::string hint_for_status(long status) {
    switch (status) {
        case 404:
            return "check the URL";
        case 407:
            return "give the proxy its user: http_proxy=http://USER:PASSWORD@HOST:PORT";
        default:
            return status >= 500 || status == 429 ? "try again later" : "";
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

// What a server says of the content, by which a later request can ask whether it is still the same.
struct Validator {
    std::string etag, last_modified;

    // RFC 9110, 13.1.5: a weak ETag does not vouch for bytes, so it must not stand in If-Range.
    std::string if_range() const { return etag.empty() || etag.starts_with("W/") ? last_modified : etag; }
};

// Beside a partial file: "URL\nVALIDATOR\n". Without it nobody knows what the partial file is a part of.
fs::path note_of(const fs::path& destination) {
    return destination.string() + ".resume";
}

std::optional<std::string> resumable(const DownloadRequest& request) {
    const auto note = read_file_if_exists(note_of(request.destination));
    if (!note) return std::nullopt;
    const std::vector<std::string> lines = split(*note, '\n');
    if (lines.size() != 3 || lines[0] != request.url || lines[1].empty()) return std::nullopt;
    return lines[1];
}

enum class Outcome { complete, retry, restart };

// One transfer into the destination, whole or the rest of it.
class Transfer {
  public:
    Transfer(const DownloadRequest& request, unsigned stall_timeout_s)
        : request_(request), handle_(new_handle(request.url, request.connect_timeout_s)) {
        fd_ = UniqueFd(::open(request.destination.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
        if (!fd_) throw os_error(errno, "write", request.destination);
        prepare_resume();
        if (request.signing) sign(handle_.get(), headers_, *request.signing);
        set_options(stall_timeout_s);
    }

    Outcome run() {
        const CURLcode code = curl_easy_perform(handle_.get());
        if (write_error_ != 0) throw os_error(write_error_, "write", request_.destination);
        throw_if_interrupted();
        if (too_large_) fail(fmt::format("larger than the limit of {}", format_bytes(request_.max_bytes)));
        if (wrong_range_ || status() == 416) return Outcome::restart;
        refused_ = refused_ || (code == CURLE_OK && is_refusal());
        if (code == CURLE_OK && !refused_) return finish();
        reason_ = refused_ ? fmt::format("the server answered with status {}", status()) : describe(code);
        hint_ = refused_ ? hint_for_status(status()) : hint_for(code);
        note_progress();
        if (is_transient(code)) return Outcome::retry;
        fail(reason_);
    }

    [[noreturn]] void fail(const std::string& reason) const {
        const std::string message = fmt::format("{}: {}", printable(request_.url), reason);
        if (refused_) throw HttpStatusError(message, hint_, status(), answer_);
        throw Error(ErrorKind::source, message, hint_);
    }
    const std::string& reason() const { return reason_; }

  private:
    void prepare_resume() {
        const std::optional<std::string> validator = resumable(request_);
        struct stat info {};
        if (validator && ::fstat(fd_.get(), &info) == 0 && info.st_size > 0) {
            offset_ = static_cast<std::uint64_t>(info.st_size);
            resumed_ = *validator;
            add_header(headers_, "If-Range: " + resumed_);
            curl_easy_setopt(handle_.get(), CURLOPT_RANGE, fmt::format("{}-", offset_).c_str());
        }
    }

    void set_options(unsigned stall_timeout_s) {
        CURL* curl = handle_.get();
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers_.get());
        curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, kStallBytesPerSecond);
        curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(stall_timeout_s));
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error_text_);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Transfer::on_data);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, this);
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    }

    long status() const { return status_of(handle_.get()); }
    bool is_refusal() const { return status() >= 300; }  // a redirect that is followed never gets here

    // Decides at the first byte where it goes: a server that honours the range says 206, every other answer is the
    // whole.
    bool begin() {
        if (status() != 206) offset_ = 0;
        wrong_range_ = offset_ != 0 && (range_start_ != offset_ || is_another_file());
        too_large_ = announced_bytes() > request_.max_bytes;
        if (wrong_range_ || too_large_) return false;
        begun_ = true;
        written_ = offset_;
        if (::ftruncate(fd_.get(), static_cast<off_t>(offset_)) != 0 ||
            ::lseek(fd_.get(), static_cast<off_t>(offset_), SEEK_SET) < 0) {
            write_error_ = errno;
            return false;
        }
        return true;
    }

    // Some servers (S3's among them) take no notice of If-Range.
    bool is_another_file() const {
        const std::string now = validator_.if_range();
        return !now.empty() && now != resumed_;
    }

    std::uint64_t announced_bytes() const {
        curl_off_t rest = -1;
        curl_easy_getinfo(handle_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &rest);
        return rest < 0 ? 0 : offset_ + static_cast<std::uint64_t>(rest);
    }

    bool keep_answer(std::string_view bytes) {
        refused_ = true;
        answer_ += bytes.substr(0, kMaxAnswer - answer_.size());
        return answer_.size() < kMaxAnswer;
    }

    bool append(std::string_view bytes) {
        if (is_refusal()) return keep_answer(bytes);
        if (!begun_ && !begin()) return false;
        if (bytes.size() > request_.max_bytes - std::min(request_.max_bytes, written_)) {
            too_large_ = true;
            return false;
        }
        written_ += bytes.size();
        while (!bytes.empty()) {
            const ssize_t got = ::write(fd_.get(), bytes.data(), bytes.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) {
                write_error_ = errno;
                return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(got));
        }
        return true;
    }

    static std::size_t on_data(char* data, std::size_t, std::size_t size, void* self) {
        return static_cast<Transfer*>(self)->append({data, size}) ? size : 0;
    }

    void take_header(std::string_view line) {
        if (line.starts_with("HTTP/")) validator_ = {};  // a redirect's headers are not the content's
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) return;
        std::string name(line.substr(0, colon));
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
        const std::string value(trim(line.substr(colon + 1)));
        if (name == "etag") validator_.etag = value;
        if (name == "last-modified") validator_.last_modified = value;
        if (name == "content-range" && value.starts_with("bytes ")) {
            std::from_chars(value.data() + 6, value.data() + value.size(), range_start_);
        }
    }

    static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self) {
        static_cast<Transfer*>(self)->take_header({data, size});
        return size;
    }

    static int on_progress(void* self, curl_off_t total, curl_off_t, curl_off_t, curl_off_t) {
        if (interrupted()) return 1;
        auto* transfer = static_cast<Transfer*>(self);
        if (transfer->request_.progress) transfer->report(total > 0 ? static_cast<std::uint64_t>(total) : 0);
        return 0;
    }

    // libcurl calls for every few kilobytes; what is shown need not change that often.
    void report(std::uint64_t rest) {
        const auto now = std::chrono::steady_clock::now();
        const bool last = written_ == offset_ + rest;
        if (written_ == 0 || (now - reported_ < kReportEvery && !last)) return;
        reported_ = now;
        curl_off_t rate = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_SPEED_DOWNLOAD_T, &rate);
        request_.progress({written_, rest > 0 ? rest + offset_ : 0, static_cast<std::uint64_t>(rate)});
    }

    Outcome finish() {
        if (!begun_ && !begin()) {  // an empty body
            if (write_error_ != 0) throw os_error(write_error_, "write", request_.destination);
            return Outcome::restart;
        }
        ::unlink(note_of(request_.destination).c_str());
        return Outcome::complete;
    }

    void note_progress() const {
        const std::string validator = validator_.if_range();
        if (begun_ && !validator.empty()) {
            write_file_atomic(note_of(request_.destination), request_.url + "\n" + validator + "\n");
        }
    }

    bool is_transient(CURLcode code) const {
        if (refused_) return status() >= 500 || status() == 429;
        switch (code) {
            case CURLE_OPERATION_TIMEDOUT: {
                double connected = 0;
                curl_easy_getinfo(handle_.get(), CURLINFO_CONNECT_TIME, &connected);
                return connected > 0;  // a host that does not answer at all will not in a second either
            }
            case CURLE_RECV_ERROR:
            case CURLE_SEND_ERROR:
            case CURLE_PARTIAL_FILE:
            case CURLE_GOT_NOTHING:
            case CURLE_HTTP2:
            case CURLE_HTTP2_STREAM:
                return true;
            default:
                return false;
        }
    }

    std::string describe(CURLcode code) const {
        switch (code) {
            case CURLE_COULDNT_RESOLVE_HOST:
                return "the host's name cannot be resolved (no network, or no DNS)";
            case CURLE_COULDNT_RESOLVE_PROXY:
                return "the proxy's name cannot be resolved";
            case CURLE_COULDNT_CONNECT:
                return fmt::format("no connection ({})", detail(code));
            case CURLE_OPERATION_TIMEDOUT:
                return fmt::format("timed out ({})", detail(code));
            case CURLE_PARTIAL_FILE:
                return fmt::format("the connection ended before the whole file came ({})", detail(code));
            case CURLE_FILE_COULDNT_READ_FILE:
                return "the file cannot be read";
            default:
                return detail(code);
        }
    }

    std::string detail(CURLcode code) const {
        return error_text_[0] != '\0' ? std::string(error_text_) : std::string(curl_easy_strerror(code));
    }

    const DownloadRequest& request_;
    Handle handle_;
    Headers headers_;
    UniqueFd fd_;
    char error_text_[CURL_ERROR_SIZE] = {};
    std::string reason_, hint_;
    std::string answer_;   // of a server that refuses
    std::string resumed_;  // validator of what a resumed file is a part of
    Validator validator_;
    std::uint64_t offset_ = 0;       // what a resumed file already has
    std::uint64_t range_start_ = 0;  // what the server says where its part begins
    std::uint64_t written_ = 0;
    std::chrono::steady_clock::time_point reported_;
    int write_error_ = 0;
    bool begun_ = false, too_large_ = false, wrong_range_ = false, refused_ = false;
};

void pause(double seconds) {
    for (double waited = 0; waited < seconds; waited += 0.1) {
        throw_if_interrupted();
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

void forget_partial(const fs::path& destination) {
    ::unlink(note_of(destination).c_str());
    ::unlink(destination.c_str());
}

class CurlHttp final : public Http {
  public:
    explicit CurlHttp(unsigned stall_timeout_s) : stall_timeout_s_(stall_timeout_s) {}

    void download(const DownloadRequest& request) override {
        bool restarted = false;
        for (int attempt = 0;;) {
            Transfer transfer(request, stall_timeout_s_);
            const Outcome outcome = transfer.run();
            if (outcome == Outcome::complete) return;
            if (outcome == Outcome::restart && !restarted) {
                restarted = true;
                forget_partial(request.destination);
                continue;
            }
            if (outcome == Outcome::restart) transfer.fail("the server answers ranges wrongly");
            if (attempt >= request.retries) {
                transfer.fail(fmt::format("{}; tried {} times", transfer.reason(), attempt + 1));
            }
            pause(static_cast<double>(1 << std::min(attempt, 5)));
            ++attempt;
        }
    }

    HttpAnswer exchange(const HttpRequest& request) override {
        throw Error(ErrorKind::failure, request.url + ": not there yet");
    }

    bool reachable(const std::string& url, double timeout_s, const AwsSigning* signing) override {
        const Handle handle = new_handle(url, timeout_s);
        Headers headers;
        if (signing != nullptr) sign(handle.get(), headers, *signing);
        curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(handle.get(), CURLOPT_NOBODY, 1L);
        curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_s * 1000));
        // file: URLs print their size as headers to stdout unless somebody takes them.
        curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &CurlHttp::swallow);
        return curl_easy_perform(handle.get()) == CURLE_OK && status_of(handle.get()) < 300;
    }

  private:
    static std::size_t swallow(char*, std::size_t, std::size_t size, void*) { return size; }

    unsigned stall_timeout_s_;
};

}  // namespace

std::string to_text(const Transferred& transferred) {
    std::string text = format_bytes(transferred.done);
    if (transferred.total > 0) text += " of " + format_bytes(transferred.total);
    if (transferred.bytes_per_s > 0) text += ", " + format_bytes(transferred.bytes_per_s) + "/s";
    return text;
}

std::unique_ptr<Http> make_http(unsigned stall_timeout_s) {
    static std::once_flag initialised;
    std::call_once(initialised, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    return std::make_unique<CurlHttp>(stall_timeout_s);
}

}  // namespace sf
