// An offered tarball -> a build below the prefix: verified, unpacked, relocated, synced, named.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "node/bundle_manifest.h"
#include "node/layout.h"
#include "node/offer.h"

namespace sf {

struct PlacedBuild {
    std::string name;  // 24.11.5-1a2b3c4d
    SlurmBuild facts;
    bool was_there = false;
    std::string signer;       // fingerprint; empty: unsigned
    std::uint64_t bytes = 0;  // unpacked
};

// Asked before anything of it is written; throws to refuse it.
using AcceptBuild = std::function<void(const BundleManifest&)>;

// Under the prefix's lock. The tarball is read once; signature and checksum are checked while it is being unpacked, and
// the build gets its name only if they hold. Throws as unpack_build() and verify_offer() do, and Error(host) for a
// machine that cannot run it or has no room.
PlacedBuild place_build(const NodePrefix& prefix, const Offer& offer, const OfferTrust& trust, const Machine& machine,
                        const AcceptBuild& accept);

// The same checks, and nothing is written.
PlacedBuild inspect_offer(const NodePrefix& prefix, const Offer& offer, const OfferTrust& trust, const Machine& machine,
                          const AcceptBuild& accept);

}  // namespace sf
