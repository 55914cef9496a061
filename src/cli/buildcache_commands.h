// What the subcommands of `buildcache` share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/progress.h"
#include "cli/signing_options.h"
#include "mirror/mirror.h"
#include "sign/signer.h"

namespace CLI {
class App;
}

namespace sf {

struct Services;

// --mirror URL; by default the folder spack-buildcache of the home.
struct MirrorOption {
    std::string url;

    void add_to(CLI::App& command);
    std::string resolved(const Services& services) const;
    bool is_default() const { return url.empty(); }
    std::unique_ptr<Mirror> open(Services& services) const;
};

// The same for commands that read several: the option may be given more than once.
struct MirrorsOption {
    std::vector<std::string> urls;

    void add_to(CLI::App& command);
    std::vector<std::unique_ptr<Mirror>> open(Services& services) const;
};

// A mirror that this run alone writes to, and who signs there.
struct OpenMirror {
    std::unique_ptr<Signer> signer;
    std::unique_ptr<WritableMirror> mirror;
    FileLock lock;
};

// Where the index goes, who signs it, and for how long.
struct PublishOptions {
    MirrorOption mirror;
    SigningOptions signing;
    int valid_days = 90;

    void add_to(CLI::App& command);
    // The buildcache of this machine has a key that nobody needs to name.
    bool by_local_key() const { return mirror.is_default() && !signing.names_key(); }
    int days() const;
    Signer signer(Services& services) const;
    // With the mirror's lock held.
    OpenMirror open(Services& services, Progress& progress) const;
};

FileLock lock_mirror(const WritableMirror& written, const Services& services, Progress& progress);

// push, update-index, prune
void add_publishing_commands(CLI::App& buildcache, Services& services);
void add_migrate_command(CLI::App& buildcache, Services& services);
// list, install, keys, mirror, check
void add_reading_commands(CLI::App& buildcache, Services& services);

}  // namespace sf
