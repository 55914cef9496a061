// A signed index of a mirror as far as it can be believed: signed by the pinned key, not older than what was seen, not
// expired.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/process.h"
#include "buildcache/trust.h"

namespace sf {

class TrustedText {
  public:
    // `file` as it was read from `origin`; `scope` is the URL for which a key is pinned and the newest index is
    // remembered (trust.h). Bytes that were verified before are not verified again. Throws Error(usage) where nobody is
    // trusted, Error(source) for a signature that does not hold.
    TrustedText(const std::string& file, const std::string& origin, const std::string& scope, const TrustStore& trust,
                Process& process, Clock& clock);

    const std::string& text() const { return text_; }
    // What the text says of itself: its number, and until when it is to be believed (unix seconds). Throws
    // Error(source) if it is older than what was seen or has expired; with `allow_stale` that is a warning. Remembers
    // it.
    void accept(std::uint64_t serial, std::int64_t expires, bool allow_stale);

  private:
    std::string verified(const std::string& file, Process& process);

    std::string origin_, scope_;
    const TrustStore& trust_;
    std::int64_t now_;
    MirrorTrust known_;
    bool verified_before_ = false;
    std::string text_;
};

// Throws Error(source), or with `allow_stale` warns.
void refuse_stale(bool allow_stale, const std::string& fault);

}  // namespace sf
