#include "base/http_exchange.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/http_failure.h"
#include "base/os_error.h"
#include "base/process.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr long kSendBuffer = 512 << 10;

bool has_header(const HttpRequest& request, std::string_view name) {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [&](const auto& header) { return lower_case(header.first) == name; });
}

// What S3 wants to be signed for the content; nothing if a header says it, or nothing is signed. Over https the
// connection vouches for it already, and a file need not be read twice.
std::string content_hash(const HttpRequest& request) {
    if (!request.signing || has_header(request, "x-amz-content-sha256")) return "";
    if (request.body_file.empty()) return sha256_hex(request.body);
    if (request.url.starts_with("https://")) return "UNSIGNED-PAYLOAD";
    Hasher hasher(Hasher::Algorithm::sha256);
    hash_part(request.body_file, request.body_offset, request.body_bytes, {&hasher});
    return hex(hasher.digest());
}

// The bytes that are sent, from memory or from a part of a file; libcurl may want them again.
class Body {
  public:
    explicit Body(const HttpRequest& request) : request_(request) {
        if (request.body_file.empty()) return;
        fd_ = UniqueFd(::open(request.body_file.c_str(), O_RDONLY | O_CLOEXEC));
        if (!fd_) throw os_error(errno, "read", request.body_file);
    }

    std::uint64_t size() const { return fd_ ? request_.body_bytes : request_.body.size(); }

    void throw_if_unreadable() const {
        if (error_ != 0) throw os_error(error_, "read", request_.body_file);
        if (too_short_)
            throw Error(ErrorKind::source, request_.body_file.string() + " became shorter while it was sent");
    }

    static std::size_t on_read(char* buffer, std::size_t, std::size_t room, void* self) {
        return static_cast<Body*>(self)->read(buffer, room);
    }
    static int on_seek(void* self, curl_off_t offset, int origin) {
        if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
        static_cast<Body*>(self)->sent_ = static_cast<std::uint64_t>(offset);
        return CURL_SEEKFUNC_OK;
    }

  private:
    std::size_t read(char* buffer, std::size_t room) {
        const std::size_t wanted = std::min<std::uint64_t>(room, size() - std::min(size(), sent_));
        const std::size_t got = fd_ ? read_file_part(buffer, wanted) : request_.body.copy(buffer, wanted, sent_);
        if (got <= room) sent_ += got;
        return got;
    }

    std::size_t read_file_part(char* buffer, std::size_t wanted) {
        const auto offset = static_cast<off_t>(request_.body_offset + sent_);
        while (true) {
            const ssize_t got = ::pread(fd_.get(), buffer, wanted, offset);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) error_ = errno;
            too_short_ = got == 0 && wanted > 0;
            return got < 0 || too_short_ ? CURL_READFUNC_ABORT : static_cast<std::size_t>(got);
        }
    }

    const HttpRequest& request_;
    UniqueFd fd_;
    std::uint64_t sent_ = 0;
    int error_ = 0;
    bool too_short_ = false;
};

// One try.
class Exchange {
  public:
    Exchange(const HttpRequest& request, const std::string& content_sha256, CurlPool& pool, unsigned stall_timeout_s)
        : request_(request),
          body_(request),
          handle_(pool.take(request.url, request.connect_timeout_s, stall_timeout_s)) {
        CURL* curl = handle_.get();
        for (const auto& [name, value] : request.headers) add_header(headers_, name, value);
        if (request.signing) sign(curl, headers_, *request.signing, content_sha256);
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers_.get());
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_s * 1000));
        if (request.direct) curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error_text_);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Exchange::on_data);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &Exchange::on_header);
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Exchange::on_progress);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, this);
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        set_method();
    }

    CURLcode run() {
        const CURLcode code = curl_easy_perform(handle_.get());
        throw_if_interrupted();
        body_.throw_if_unreadable();
        if (too_large_)
            throw failure(fmt::format("the answer is larger than the limit of {}", format_bytes(request_.max_answer)),
                          "");
        answer_.status = http_status_of(handle_.get());
        return code;
    }

    bool may_succeed_later(CURLcode code) const {
        return code == CURLE_OK ? is_transient_status(answer_.status) : is_transient(handle_.get(), code);
    }

    Error failure(CURLcode code, int tries) const {
        return failure(describe(code, error_text_) + (tries > 1 ? fmt::format("; tried {} times", tries) : ""),
                       hint_for(code));
    }

    HttpAnswer& answer() { return answer_; }

  private:
    void set_method() {
        CURL* curl = handle_.get();
        const bool sends = request_.method == "PUT" || request_.method == "POST" || request_.method == "PATCH";
        if (request_.method == "HEAD") {
            curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
        } else if (sends || body_.size() > 0) {
            curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
            curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, kSendBuffer);
            curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(body_.size()));
            curl_easy_setopt(curl, CURLOPT_READFUNCTION, &Body::on_read);
            curl_easy_setopt(curl, CURLOPT_READDATA, &body_);
            curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, &Body::on_seek);
            curl_easy_setopt(curl, CURLOPT_SEEKDATA, &body_);
        }
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
    }

    Error failure(const std::string& reason, const std::string& hint) const {
        return Error(ErrorKind::source, fmt::format("{}: {}", printable(request_.url), reason), hint);
    }

    static std::size_t on_data(char* data, std::size_t, std::size_t size, void* self) {
        auto* exchange = static_cast<Exchange*>(self);
        std::string& body = exchange->answer_.body;
        exchange->too_large_ = size > exchange->request_.max_answer - body.size();
        if (exchange->too_large_) return 0;
        body.append(data, size);
        return size;
    }

    void take_header(std::string_view line) {
        if (line.starts_with("HTTP/")) answer_.headers.clear();  // those before were of "100 Continue"
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) return;
        answer_.headers[lower_case(line.substr(0, colon))] = trim(line.substr(colon + 1));
    }

    static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self) {
        static_cast<Exchange*>(self)->take_header({data, size});
        return size;
    }

    static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t sent) {
        if (interrupted()) return 1;
        auto* exchange = static_cast<Exchange*>(self);
        if (exchange->request_.progress) exchange->report(static_cast<std::uint64_t>(sent));
        return 0;
    }

    void report(std::uint64_t sent) {
        const auto now = std::chrono::steady_clock::now();
        if (sent == 0 || (now - reported_ < kReportEvery && sent != body_.size())) return;
        reported_ = now;
        curl_off_t rate = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_SPEED_UPLOAD_T, &rate);
        request_.progress({sent, body_.size(), static_cast<std::uint64_t>(rate)});
    }

    const HttpRequest& request_;
    Body body_;
    CurlPool::Lease handle_;
    CurlHeaders headers_;
    char error_text_[CURL_ERROR_SIZE] = {};
    HttpAnswer answer_;
    std::chrono::steady_clock::time_point reported_;
    bool too_large_ = false;
};

}  // namespace

HttpAnswer exchange_with_retries(const HttpRequest& request, CurlPool& pool, unsigned stall_timeout_s) {
    const std::string content_sha256 = content_hash(request);
    for (int attempt = 0;; ++attempt) {
        Exchange exchange(request, content_sha256, pool, stall_timeout_s);
        const CURLcode code = exchange.run();
        if (attempt < request.retries && exchange.may_succeed_later(code)) {
            pause(back_off_s(attempt, exchange.answer().headers["retry-after"]));
            continue;
        }
        if (code != CURLE_OK) throw exchange.failure(code, attempt + 1);
        return std::move(exchange.answer());
    }
}

}  // namespace sf
