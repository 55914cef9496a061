// What somebody wants to have installed -> a tarball on this machine, and what speaks for it.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include "base/clock.h"
#include "base/process.h"
#include "buildcache/trust.h"
#include "mirror/mirror.h"
#include "node/preflight.h"
#include "publish/build_index.h"
#include "sign/keyring.h"

namespace sf {

struct Offer {
    std::filesystem::path tarball;
    std::string name;                      // for messages: the path or URL that was given
    std::string sha256;                    // that it must have; empty: nobody says
    std::optional<std::string> signature;  // of the tarball, armoured
    std::string listed_by;                 // key that signed the list of builds with this sha256; empty: no list
};

// What to take from a site's list of builds.
struct WantedBuild {
    std::string version;  // 24.11, 24.11.5; empty: the newest
    std::string toolchain, flavour;
};

// slurm, slurm@24.11, slurm@24.11.5 -> the version. Nothing for what is no such spec.
std::optional<std::string> version_of_spec(const std::string& text);

// The newest one that this machine can run; of equal ones that for the best processor. Throws Error(usage) with what
// there is if none fits, Error(source) with the reason if what fits was revoked.
const PublishedBuild& choose_build(const BuildIndex& index, const WantedBuild& wanted, const Machine& machine);

struct OfferParts {
    Http& http;
    const TrustStore& trust;
    Process& process;
    Clock& clock;
    std::filesystem::path downloads;  // what was downloaded lies here until the caller removes it
    bool allow_stale = false;
};

// A tarball on disk: with the .asc and .sha256 that lie beside it.
Offer offer_of_file(const std::filesystem::path& tarball);
// A tarball at a URL (mirror.h), likewise.
Offer offer_of_url(const std::string& url, const OfferParts& parts);
// Of the site's signed list.
Offer offer_of_site(const std::string& site, const WantedBuild& wanted, const Machine& machine,
                    const OfferParts& parts);

// Whose signatures count, or that none is asked for.
struct OfferTrust {
    const Keyring& keyring;
    const std::set<std::string>& pinned;  // fingerprints of primary keys
    bool unsigned_is_fine = false;        // somebody said so
};

// Returns who vouches for these bytes: a fingerprint; empty where nobody does and that is fine. Throws Error(source)
// for another checksum, and for a signature that is missing or does not hold.
std::string verify_offer(const Offer& offer, std::string_view content, const OfferTrust& trust);

}  // namespace sf
