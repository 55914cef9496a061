// What the commands that build have in common: options of the engine, and its result as JSON.
#pragma once

#include "base/json.h"
#include "build/engine.h"

namespace CLI {
class App;
}

namespace sf {

struct Services;

// --jobs, --no-cache, --ccache, --allow-unverified, --offline
void add_engine_options(CLI::App& command, BuildOptions& options, Services& services);

// [{name, hash, from_store, wall_s, cpu_s, log}]
Json packages_to_json(const BuildResult& result);

}  // namespace sf
