// GPGME's objects with C++ lifetimes; for the files of this folder alone.
#pragma once

#include <gpgme.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/files.h"
#include "base/secret.h"

namespace sf::gpg {

// Throws Error(kind) "DOING: what GPGME says" unless `code` is success.
void check(gpgme_error_t code, ErrorKind kind, const std::string& doing);

// SHA-1 and weaker hashes make no signature that counts.
bool is_strong(gpgme_hash_algo_t algorithm);

struct FreeContext {
    void operator()(gpgme_ctx_t context) const { gpgme_release(context); }
};
using Context = std::unique_ptr<gpgme_context, FreeContext>;

// Armoured OpenPGP with the keyring in `home`; empty: the user's own.
Context new_context(const std::filesystem::path& home);

// Answers whenever GnuPG asks for a passphrase, so that nobody else is asked. `passphrase` must outlive the context.
void give_passphrase(gpgme_ctx_t context, const Secret& passphrase);

struct FreeKey {
    void operator()(gpgme_key_t key) const { gpgme_key_unref(key); }
};
using Key = std::unique_ptr<std::remove_pointer_t<gpgme_key_t>, FreeKey>;

// For Data. Throws Error if it cannot be opened.
UniqueFd open_to_read(const std::filesystem::path& file);

class Data {
  public:
    Data();
    explicit Data(std::string_view bytes);  // which must outlive it
    explicit Data(UniqueFd file);           // read as GnuPG goes on
    ~Data();
    Data(const Data&) = delete;
    Data& operator=(const Data&) = delete;
    gpgme_data_t get() const { return data_; }
    std::string take();  // all that was written to it; call once

  private:
    UniqueFd file_;
    gpgme_data_t data_ = nullptr;
};

}  // namespace sf::gpg
