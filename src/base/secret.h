// A passphrase, a secret key: text that is overwritten before its memory is given back, and that no message takes by
// mistake, because it turns into a string only where somebody asks for it.
#pragma once

#include <filesystem>
#include <string>

namespace sf {

class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string text);
    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept : text_(other.text_) { other.wipe(); }
    Secret& operator=(Secret other) noexcept;
    ~Secret() { wipe(); }

    bool empty() const { return text_.empty(); }
    const std::string& reveal() const { return text_; }

  private:
    void wipe() noexcept;

    std::string text_;
};

// Overwrites the text, which is empty then.
void wipe(std::string& text) noexcept;

// The whole content. Warns of a file that others can read. Throws Error(usage) if it is not there or cannot be read.
Secret read_secret(const std::filesystem::path& file);
// All that can be read from a descriptor that the caller of this program opened for it; closes it, so that no other
// process inherits it (standard input reads /dev/null then). Throws Error(usage) if it is not open.
Secret read_secret(int descriptor);

// Without what follows the first line's end, as a passphrase is kept in a file.
Secret first_line(const Secret& secret);

}  // namespace sf
