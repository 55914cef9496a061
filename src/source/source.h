// Sources: origins, download, checksum.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/home.h"
#include "base/http.h"
#include "base/progress.h"
#include "concretize/concretize.h"

namespace sf {

struct SourceSettings {
    std::string debian_mirror;  // root that pool paths are relative to; empty: from the machine's apt configuration
    std::string ubuntu_mirror;  // the same for root filesystems of Ubuntu
    bool allow_unverified = false;
    bool offline = false;  // take nothing but what the source cache has
};

// Root of a mirror of an archive (debian, ubuntu), without a final slash: the setting, else the first deb822
// (*.sources) or one-line (*.list) source below `apt` that is such an archive (sources.list(5)). Nothing if there is
// none: no mirror is assumed.
std::optional<std::string> mirror_root(const std::string& archive, const SourceSettings& settings,
                                       const std::filesystem::path& apt = "/etc/apt");
std::optional<std::string> debian_mirror_root(const SourceSettings& settings,
                                              const std::filesystem::path& apt = "/etc/apt");

// Which source variant to take where a package has several. An explicit request decides; `auto` probes once whether the
// upstream hosts answer, writes what it found to home.state()/sources.json and reads it from there later.
SourceChoice choose_sources(const Home& home, Http& http, const SourceSettings& settings, const Catalog& catalog,
                            const Request& request, const std::filesystem::path& apt = "/etc/apt");

// After a fall-back: `package` is taken from `variant` from now on.
void record_fallback(const Home& home, const std::string& package, const std::string& variant,
                     const std::string& reason);

// The URLs of a variant in the order in which they are tried: upstream's, then the pool's below `mirror`; the pool's
// first where `debian` is preferred, because upstream did not answer on this machine.
std::vector<std::string> origins(const SourceVariant& source, const std::optional<std::string>& mirror,
                                 const SourceChoice& choice);

// Where a verified source lies: home.sources()/NAME/SHA256-FILENAME.
std::filesystem::path source_path(const Home& home, const PlannedPackage& planned);

// Every origin of a package's variant failed.
struct FetchFailure {
    std::string package;
    std::string version;
    std::string variant;                // the source variant that was tried
    std::string download;               // where a person can get the file; empty: nowhere known
    std::vector<std::string> attempts;  // "URL: what happened"
};

// Brings the sources of `packages` (see missing() in build/needed.h) into the cache, four at a time, each verified by
// sha256 before it gets its final name. An origin with a wrong checksum is warned about and the next one tried; a
// cached file that no longer has its checksum is fetched again. Returns the packages for which every origin failed.
std::vector<FetchFailure> fetch_sources(const Home& home, Http& http, const SourceSettings& settings,
                                        const SourceChoice& choice, const std::vector<const PlannedPackage*>& packages,
                                        Progress& progress, const std::filesystem::path& apt = "/etc/apt");

// The error for failures that no other variant can cure: each URL and what happened, and --source as the way out.
Error fetch_error(const std::vector<FetchFailure>& failures);

}  // namespace sf
