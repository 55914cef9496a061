#include "node/place_build.h"

#include <fmt/format.h>

#include <future>

#include "base/error.h"
#include "node/unpack_build.h"

namespace sf {
namespace {

// What is in the way of this one, or that it is there.
class Placement {
  public:
    Placement(const NodePrefix& prefix, const Machine& machine, const AcceptBuild& accept)
        : prefix_(prefix), machine_(machine), accept_(accept) {}

    std::optional<fs::path> choose(const BundleManifest& manifest) {
        placed.name = manifest.name();
        placed.facts = manifest.facts();
        placed.bytes = manifest.unpacked_bytes();
        placed.was_there = fs::is_directory(prefix_.build(placed.name));
        auto unmet = unmet_needs(placed.facts, machine_);
        if (!placed.was_there)
            if (auto room = unmet_room(prefix_.root(), placed.bytes)) unmet.push_back(std::move(*room));
        refuse_unmet(unmet);
        manifest.relocation().require_room(prefix_.build(placed.name));
        accept_(manifest);
        if (placed.was_there) return std::nullopt;
        return prefix_.build(placed.name);
    }

    PlacedBuild placed;

  private:
    const NodePrefix& prefix_;
    const Machine& machine_;
    const AcceptBuild& accept_;
};

}  // namespace

PlacedBuild place_build(const NodePrefix& prefix, const Offer& offer, const OfferTrust& trust, const Machine& machine,
                        const AcceptBuild& accept) {
    const auto content = read_file(offer.tarball);  // in memory, where nobody changes it between the two uses of it
    auto signer = std::async(std::launch::async, [&] { return verify_offer(offer, content, trust); });
    Placement placement(prefix, machine, accept);
    TempDir folder = prefix.new_folder();
    const auto choose = [&](const BundleManifest& manifest) { return placement.choose(manifest); };
    bool unpacked = false;
    std::exception_ptr fault;
    try {
        unpacked = unpack_build(content, offer.name, folder.path(), choose);
    } catch (const Error&) {
        fault = std::current_exception();
    }
    placement.placed.signer = signer.get();  // its fault comes first: what is not genuine may be broken in any way
    if (fault) std::rethrow_exception(fault);
    if (!unpacked) return placement.placed;
    sync_filesystem(folder.path());
    prefix.add_build(folder, placement.placed.name);
    return placement.placed;
}

PlacedBuild inspect_offer(const NodePrefix& prefix, const Offer& offer, const OfferTrust& trust, const Machine& machine,
                          const AcceptBuild& accept) {
    const auto content = read_file(offer.tarball);
    const auto signer = verify_offer(offer, content, trust);
    Placement placement(prefix, machine, accept);
    const TempDir scratch(fs::temp_directory_path(), "slurm-factory-");
    unpack_build(content, offer.name, scratch.path(), [&](const BundleManifest& manifest) -> std::optional<fs::path> {
        placement.choose(manifest);
        return std::nullopt;  // read no further
    });
    placement.placed.signer = signer;
    return placement.placed;
}

}  // namespace sf
