#include "base/secret.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

constexpr std::size_t kLargest = 1 << 20;  // a secret key with thousands of signatures on it is smaller

Error unreadable(const std::string& what, int code) {
    return Error(ErrorKind::usage, fmt::format("{} cannot be read: {}", what, std::generic_category().message(code)));
}

// A string that grows leaves its former places unwiped: hence one that is large enough from the beginning.
Secret read_all(int fd, const std::string& what) {
    std::string text;
    text.resize(kLargest);
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t got = ::read(fd, text.data() + size, text.size() - size);
        if (got == 0) break;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw unreadable(what, errno);
        size += static_cast<std::size_t>(got);
    }
    Secret secret(text.substr(0, size));
    wipe(text);
    if (size == kLargest) throw Error(ErrorKind::usage, what + " holds far more than a secret");
    return secret;
}

void warn_if_others_read(int fd, const fs::path& file) {
    struct stat status {};
    if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || (status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return;
    spdlog::warn("others can read the secret in {}: chmod 600 {}", file.string(), file.string());
}

}  // namespace

void wipe(std::string& text) noexcept {
    text.resize(text.capacity());  // a longer text may have stood there
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

Secret::Secret(std::string text) : text_(text) {
    sf::wipe(text);
}

Secret& Secret::operator=(Secret other) noexcept {
    text_.swap(other.text_);
    return *this;
}

void Secret::wipe() noexcept {
    sf::wipe(text_);
}

Secret read_secret(const fs::path& file) {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw unreadable(file.string(), errno);
    warn_if_others_read(fd.get(), file);
    return read_all(fd.get(), file.string());
}

Secret read_secret(int descriptor) {
    const std::string what = fmt::format("descriptor {}", descriptor);
    if (::fcntl(descriptor, F_GETFD) < 0) throw unreadable(what, errno);
    if (descriptor > STDERR_FILENO) {
        const UniqueFd fd(descriptor);
        return read_all(fd.get(), what);
    }
    Secret secret = read_all(descriptor, what);
    const UniqueFd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    ::dup2(nothing.get(), descriptor);  // what is opened next must not be somebody's standard input
    return secret;
}

Secret first_line(const Secret& secret) {
    return Secret(secret.reveal().substr(0, secret.reveal().find_first_of("\r\n")));
}

}  // namespace sf
