// Whom this machine trusts: for each mirror one key, pinned by its fingerprint, and the newest index that was seen of
// it. A key that is pinned for a URL counts for all below it that have none of their own: a site has many buildcaches.
// TRUST/mirrors.json: {URL: {"fingerprint", "inherited": true, "serial", "verified": {"sha256", "until"}}};
// TRUST/keys/FINGERPRINT.asc.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include "base/json.h"

namespace sf {

struct MirrorTrust {
    std::string fingerprint;          // of the primary key
    std::uint64_t serial = 0;         // of the newest index that was seen; 0: none yet
    std::string verified_index;       // SHA-256 of the index file whose signature was verified last
    std::int64_t verified_until = 0;  // unix seconds: when the key of that signature expires; 0: never
    bool inherited = false;           // the key is pinned for a URL above
};

class TrustStore {
  public:
    explicit TrustStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

    std::optional<MirrorTrust> find(const std::string& url) const;
    // Throws Error(usage) that says how to trust it.
    MirrorTrust at(const std::string& url) const;
    // Pins the key for the mirror and what lies below; what was seen of them is forgotten if it was another key.
    void trust(const std::string& url, const std::string& fingerprint, const std::string& public_key) const;
    // Nothing is known of the mirror any more.
    void forget(const std::string& url) const;
    // Notes an index that was verified. The serial never goes down. Takes a lock, so that two runs do not lose a note.
    void note(const std::string& url, const MirrorTrust& seen) const;
    // Of all keys that are trusted for a mirror.
    std::set<std::string> fingerprints() const;
    // Armoured. Throws Error(host) if it is lost.
    std::string public_key(const std::string& fingerprint) const;

  private:
    Json mirrors() const;
    void write(const std::string& url, const MirrorTrust& trust) const;
    std::filesystem::path key_file(const std::string& fingerprint) const;

    std::filesystem::path folder_;
};

}  // namespace sf
