// The buildcaches that a build asks for packages before it builds them: the local one, then mirrors.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "build/engine.h"
#include "buildcache/restore.h"

namespace sf {

struct Workshop;  // factory.h

// dependencies: all but Slurm and what is built on it, or but the compiler that build-compiler builds.
enum class BuildcacheUse { none, dependencies, everything };

struct CacheOptions {
    BuildcacheUse use = BuildcacheUse::everything;
    std::vector<std::string> mirrors{};  // URLs, asked in this order after the local buildcache
};

class BuildCaches {
  public:
    // Nothing is read before it is needed. A cache that cannot be read, or whose key nobody trusts, is left out with a
    // warning.
    BuildCaches(const CacheOptions& options, Workshop& workshop) : options_(options), workshop_(workshop) {}

    // Whether take() would ask one for it.
    bool offers(const Plan& plan, const PlannedPackage& planned) {
        return offer_of(plan, planned).source.mirror != nullptr;
    }
    // Brings what is needed (build/needed.h) and offered into the store. What does not hold is reported, and the next
    // cache is asked, in the end none.
    void take(const Plan& plan, const Store& store);
    // Says in the result of a build which packages take() brought, and from where.
    void note_origins(BuildResult& result) const;
    // Hashes of the packages of the plan that were built here and that the local buildcache has not got. None if that
    // is there and cannot be believed.
    std::vector<std::string> lacks(const Plan& plan, const Store& store);

  private:
    struct Source {
        std::unique_ptr<Mirror> mirror;
        Index index;
    };

    void load_local();
    void load();
    // Returns whether it can be used.
    bool add(std::unique_ptr<Mirror> mirror);
    Restoration offer_of(const Plan& plan, const PlannedPackage& planned);
    // Does not ask for it there again. What is damaged in the local buildcache goes, so that it is put there anew.
    void refuse(const Restoration& item);
    // A warning where that cannot be done, or another key than this machine's signs it.
    void remove_from_local(const std::string& hash) const;

    const CacheOptions& options_;
    Workshop& workshop_;
    bool local_loaded_ = false, loaded_ = false;
    bool local_is_good_ = true;                                // or not there yet
    const Index* local_ = nullptr;                             // of the local buildcache, if it is there
    std::deque<Source> sources_;                               // in the order in which they are asked
    std::set<std::pair<std::string, const Mirror*>> refused_;  // hashes of what did not hold
    std::map<std::string, std::string> taken_;                 // hash -> URL
};

// Names of the packages of the plan whose files in the store came from a buildcache, in this run or before.
std::vector<std::string> brought_from_buildcaches(const Plan& plan, const Store& store);

}  // namespace sf
