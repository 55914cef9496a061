// What the subcommands of `buildcache` share.
#pragma once

#include <memory>
#include <string>

#include "mirror/mirror.h"

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
    std::unique_ptr<Mirror> open(Services& services) const;
};

// push, update-index
void add_publishing_commands(CLI::App& buildcache, Services& services);
// list, install, keys, check
void add_reading_commands(CLI::App& buildcache, Services& services);

}  // namespace sf
