#include "sign/gpgme_handles.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <mutex>

#include "base/os_error.h"

namespace sf::gpg {

void check(gpgme_error_t code, ErrorKind kind, const std::string& doing) {
    if (gpgme_err_code(code) == GPG_ERR_NO_ERROR) return;
    throw Error(kind, fmt::format("{}: {} ({})", doing, gpgme_strerror(code), gpgme_strsource(code)));
}

namespace {

constexpr auto kNoData = "GPGME cannot take the data";

// GPGME makes no object before it was asked for its version.
void initialise() {
    static std::once_flag initialised;
    std::call_once(initialised, [] { gpgme_check_version(nullptr); });
}

// GnuPG asks again where it was wrong.
gpgme_error_t answer(void* passphrase, const char*, const char*, int was_wrong, int fd) {
    if (was_wrong != 0) return gpgme_error(GPG_ERR_BAD_PASSPHRASE);
    const std::string& text = static_cast<const Secret*>(passphrase)->reveal();
    const bool given = gpgme_io_writen(fd, text.data(), text.size()) == 0 && gpgme_io_writen(fd, "\n", 1) == 0;
    return given ? 0 : gpgme_error_from_syserror();
}

}  // namespace

void give_passphrase(gpgme_ctx_t context, const Secret& passphrase) {
    gpgme_set_pinentry_mode(context, GPGME_PINENTRY_MODE_LOOPBACK);
    gpgme_set_passphrase_cb(context, answer, const_cast<Secret*>(&passphrase));
}

bool is_strong(gpgme_hash_algo_t algorithm) {
    return algorithm == GPGME_MD_SHA256 || algorithm == GPGME_MD_SHA384 || algorithm == GPGME_MD_SHA512;
}

Context new_context(const std::filesystem::path& home) {
    initialise();
    gpgme_ctx_t raw = nullptr;
    check(gpgme_new(&raw), ErrorKind::host, "GPGME cannot be used");
    Context context(raw);
    const auto engine = gpgme_engine_check_version(GPGME_PROTOCOL_OpenPGP);
    if (gpgme_err_code(engine) != GPG_ERR_NO_ERROR)
        throw Error(ErrorKind::host, "GnuPG is missing or too old for GPGME", "install the package gnupg");
    if (!home.empty())
        check(gpgme_ctx_set_engine_info(raw, GPGME_PROTOCOL_OpenPGP, nullptr, home.c_str()), ErrorKind::host,
              "GPGME cannot use a keyring of its own");
    gpgme_set_armor(raw, 1);
    gpgme_set_offline(raw, 1);
    return context;
}

Data::Data() {
    initialise();
    check(gpgme_data_new(&data_), ErrorKind::host, kNoData);
}

Data::Data(std::string_view bytes) {
    constexpr int kNoCopy = 0;
    initialise();
    check(gpgme_data_new_from_mem(&data_, bytes.data(), bytes.size(), kNoCopy), ErrorKind::host, kNoData);
}

UniqueFd open_to_read(const fs::path& file) {
    UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw os_error(errno, "read", file);
    return fd;
}

Data::Data(UniqueFd file) : file_(std::move(file)) {
    initialise();
    check(gpgme_data_new_from_fd(&data_, file_.get()), ErrorKind::host, kNoData);
    // Bundles have hundreds of megabytes. An older GPGME does not know the word and goes on in small pieces.
    gpgme_data_set_flag(data_, "io-buffer-size", "1000000");
}

Data::~Data() {
    if (data_ != nullptr) gpgme_data_release(data_);
}

std::string Data::take() {
    std::size_t size = 0;
    char* bytes = gpgme_data_release_and_get_mem(data_, &size);
    data_ = nullptr;
    if (bytes == nullptr) return {};
    std::string text(bytes, size);
    gpgme_free(bytes);
    return text;
}

}  // namespace sf::gpg
