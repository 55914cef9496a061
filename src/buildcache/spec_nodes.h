// The nodes of spec.json files and indexes: checked, and followed along their edges.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"

namespace sf {

using SpecNodes = std::map<std::string, Json>;  // DAG hash -> node with its "hash"

// Whether a node's hash can be computed from what it says. It cannot for a spec that an older Spack concretized (before
// version 5) and a newer one wrote, which changes what it says, nor for a spliced one: there only a signature vouches
// for it.
bool has_computable_hash(const Json& node);
// Something of the machine that it was built on, which no buildcache has: "external": {"path": ...}.
bool is_external(const Json& node);

// The nodes of a spec.json ({"spec": {"_meta": {"version": 5}, "nodes": [...]}}). Each one's hash is computed again, if
// it can be, and each dependency must be there. Throws Error(source) naming `origin` for what does not hold.
SpecNodes checked_nodes(const Json& spec_json, const std::string& origin);
// The same of nodes by hash.
void check_nodes(const SpecNodes& nodes, const std::string& origin);
// Whether the first node, which the file is about, has this name and hash. Throws Error(source) if not.
void check_root(const Json& spec_json, const std::string& name, const std::string& hash, const std::string& origin);

// What must be installed for `hash` to run: itself and everything below it by link and run edges; dependencies first,
// each once. Throws Error(source) where one is not there, as the other closures do.
std::vector<std::string> run_closure(const SpecNodes& nodes, const std::string& hash);
// Itself and everything that its hash covers: what it was built with too.
std::vector<std::string> whole_closure(const SpecNodes& nodes, const std::string& hash);
// What Spack's binary_distribution lists: itself, everything below it by link edges, and what it runs directly.
std::vector<std::string> relocation_closure(const SpecNodes& nodes, const std::string& hash);

}  // namespace sf
