// Packages of buildcaches -> the store of builds, at the prefix that they were built for and byte for byte as their
// build made them (embed.h), so that what is built or bundled with them comes out the same.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/progress.h"
#include "buildcache/fetch_package.h"
#include "concretize/concretize.h"
#include "store/store.h"

namespace sf {

struct Restoration {
    const PlannedPackage* planned = nullptr;
    InstallSource source{};   // that is asked; nothing if none has it
    std::string fault{};      // set by restore_packages(): why it was not taken
    bool is_damaged = false;  // likewise: what the mirror has does not hold, or is not there

    const IndexedPackage& package() const { return source.index->packages.at(planned->spec.hash); }
};

struct RestoreSite {
    const Plan& plan;
    const Store& store;
    std::filesystem::path downloads;
    unsigned jobs = 1;  // packages at once
    Progress& progress;
};

// Each by itself: what does not hold, or cannot be had, gets a fault, and the store does not get it; the others get
// their names in the store when they are whole and synced. Another run with one of them is waited for. Throws Error
// where the store cannot be written or the user interrupts.
void restore_packages(std::vector<Restoration>& wanted, const RestoreSite& site);

}  // namespace sf
