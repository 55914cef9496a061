#include "base/http_download.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <optional>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/http_failure.h"
#include "base/os_error.h"
#include "base/process.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr std::size_t kMaxAnswer = 4096;  // of the body of an error

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
    Transfer(const DownloadRequest& request, CurlPool& pool, unsigned stall_timeout_s)
        : request_(request), handle_(pool.take(request.url, request.connect_timeout_s, stall_timeout_s)) {
        fd_ = UniqueFd(::open(request.destination.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
        if (!fd_) throw os_error(errno, "write", request.destination);
        prepare_resume();
        if (request.signing) sign(handle_.get(), headers_, *request.signing, sha256_hex(""));
        if (!request.authorization.empty()) add_header(headers_, "Authorization", request.authorization);
        set_options();
    }

    Outcome run() {
        const CURLcode code = curl_easy_perform(handle_.get());
        if (write_error_ != 0) throw os_error(write_error_, "write", request_.destination);
        throw_if_interrupted();
        if (too_large_) fail(fmt::format("larger than the limit of {}", format_bytes(request_.max_bytes)));
        if (wrong_range_ || status() == 416) return Outcome::restart;
        refused_ = refused_ || (code == CURLE_OK && is_refusal());
        if (code == CURLE_OK && !refused_) return finish();
        reason_ = refused_ ? fmt::format("the server answered with status {}", status()) : describe(code, error_text_);
        hint_ = refused_ ? hint_for_status(status()) : hint_for(code);
        note_progress();
        if (refused_ ? is_transient_status(status()) : is_transient(handle_.get(), code)) return Outcome::retry;
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
            add_header(headers_, "If-Range", resumed_);
            curl_easy_setopt(handle_.get(), CURLOPT_RANGE, fmt::format("{}-", offset_).c_str());
        }
    }

    void set_options() {
        CURL* curl = handle_.get();
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers_.get());
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error_text_);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Transfer::on_data);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, this);
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    }

    long status() const { return http_status_of(handle_.get()); }
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
        const auto name = lower_case(line.substr(0, colon));
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

    const DownloadRequest& request_;
    CurlPool::Lease handle_;
    CurlHeaders headers_;
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

void forget_partial(const fs::path& destination) {
    ::unlink(note_of(destination).c_str());
    ::unlink(destination.c_str());
}

}  // namespace

void download_file(const DownloadRequest& request, CurlPool& pool, unsigned stall_timeout_s) {
    bool restarted = false;
    for (int attempt = 0;;) {
        Transfer transfer(request, pool, stall_timeout_s);
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
        pause(back_off_s(attempt));
        ++attempt;
    }
}

}  // namespace sf
