// Builds one package: unpack, phases in the sandbox, into the store.
#pragma once

#include <atomic>
#include <mutex>
#include <set>

#include "build/engine.h"
#include "build/jobserver.h"
#include "build/recipe.h"

namespace sf {

// Which interval of a build had compilers at work.
class CompileSpan {
  public:
    void phase_started(double now);
    void build_phase_ended(double now);
    double first() const { return first_; }
    double last() const { return last_; }

  private:
    std::mutex mutex_;
    double first_ = 0, last_ = 0;
};

// What all builders of one engine run share; the engine owns it.
struct BuildSite {
    const Plan& plan;
    const Home& home;
    const Store& store;
    const RootFs& root;
    Process& process;
    Clock& clock;
    Progress& progress;
    const BuildOptions& options;
    int jobs;
    const Jobserver& jobserver;
    CompileSpan& span;
    std::map<std::string, Spec> specs;  // by hash, for spec.json
};

// Thread-safe: several packages build at once. Another program that builds the same package is waited for, and then the
// package taken as it is. Throws Error(build) with package, phase, log path and its last lines; the build tree stays.
PackageResult build_package(BuildSite& site, const PlannedPackage& planned, double expected_s);

// "zlib 1.3.1", for people.
std::string display_name(const PlannedPackage& planned);

}  // namespace sf
