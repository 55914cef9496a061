// What the commands that build have in common: options of the engine, and its result as JSON.
#pragma once

#include "base/json.h"
#include "build/engine.h"
#include "factory/caches.h"
#include "factory/local_fill.h"

namespace CLI {
class App;
}

namespace sf {

struct Services;

// --jobs, --no-cache, --ccache, --allow-unverified, --offline
void add_engine_options(CLI::App& command, BuildOptions& options, Services& services);

// --buildcache, --mirror
void add_cache_options(CLI::App& command, CacheOptions& options);

// "36 packages, 2 to build, 30 from buildcaches"
std::string what_is_missing(const Plan& plan, const Store& store, const BuildOptions& options, BuildCaches& caches);

// [{name, hash, origin, mirror, wall_s, cpu_s, log}]; origin: built, store, buildcache, unneeded
Json packages_to_json(const BuildResult& result);
// {packages, bytes, seconds}
Json filled_to_json(const FilledCache& filled);

// For people: a line for each place that packages came from, and one for what the local buildcache got.
std::string origins_to_text(const BuildResult& result, const std::optional<FilledCache>& filled);

}  // namespace sf
