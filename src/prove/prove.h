// Proves a bundle in a clean root of its OS, at a prefix other than the build's: files, ELF closure, capability
// contract, then a real cluster.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/home.h"
#include "base/json.h"
#include "base/process.h"
#include "base/progress.h"
#include "catalog/catalog.h"
#include "sandbox/rootfs.h"

namespace sf {

enum class Verdict { passed, failed, skipped };

struct Check {
    std::string name;  // "closure", "contract", "srun", "accounting", ...
    Verdict verdict = Verdict::failed;
    double seconds = 0;
    std::string detail;  // what was seen; for skipped: why; several lines for several faults
};

// How far a plugin was proven with one of its hosts; each level includes the ones before.
enum class PluginProof {
    none,     // a symbol is unresolved, or the host cannot load it
    symbols,  // every undefined symbol is defined by the plugin's closure or the host's
    loaded,   // the host's process loaded it with all symbols bound (ld.so, LD_BIND_NOW)
    in_use,   // a daemon or command of the cluster had it mapped
};

struct ProvenPlugin {
    std::string name, path, host;
    PluginProof proof = PluginProof::none;
};

struct ProofReport {
    std::string bundle, sha256, toolchain, prefix;
    std::string release;  // version of Slurm in the bundle
    std::string logs;     // folder with the daemons' logs; empty if no cluster was started
    std::vector<Check> checks;
    std::vector<ProvenPlugin> plugins;
    double seconds = 0;

    bool passed() const;
};

struct ProveOptions {
    std::filesystem::path bundle;                 // tarball, or an unpacked bundle's folder
    const Toolchain* on = nullptr;                // the OS to prove on
    std::string at = "/srv/site/software/slurm";  // prefix in the clean root
    // Makes the root with a compiler of the bundle's toolchain, for the checks that compile a program; none: skipped.
    std::function<RootFs(const std::string& toolchain)> compiler_root;
    bool static_only = false;                     // files, closure, contract; no cluster
};

// Throws Error(proof) only for what makes proving impossible (not a bundle; refused beforehand: glibc too old, naming
// the needed one) and Error(host) if the machine cannot hold the cluster's sandbox; failed checks are in the report.
ProofReport prove(const ProveOptions& options, const Home& home, const RootFs& root, Process& process, Clock& clock,
                  Progress& progress);

// {"version": 1, "passed", "bundle", "sha256", "release", "toolchain", "prefix", "seconds", "logs",
//  "checks": [{name, verdict, seconds, detail}], "plugins": [{name, path, host, proof}]}
Json report_to_json(const ProofReport& report);
std::string report_to_text(const ProofReport& report);

}  // namespace sf
