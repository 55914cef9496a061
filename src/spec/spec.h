// A concrete spec: one node of the DAG with everything that identifies its bytes. Pure values.
// Fields and their order are Spack's spec.json format, version 5 (design: spack-buildcache.md, section 3).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"

namespace sf {

struct Arch {
    std::string platform = "linux";
    std::string platform_os;  // debian12
    std::string target;       // x86_64_v3
};

struct Edge {
    std::string name;
    std::string hash;
    std::vector<std::string> types;  // of build, link, run, test, in this order
    std::vector<std::string> virtuals;
    // Only built with, and of a namespace that Spack does not have: left out of the node, where Spack would ask its
    // repositories for it. What depends has its hash in the package_hash.
    bool hidden = false;
};

bool is_needed_at_run_time(const Edge& edge);  // types link or run

struct Spec {
    std::string name;
    std::string version;
    Arch arch;
    std::string spack_namespace = "slurm_factory";
    Json parameters = Json::object();  // variants sorted by name, then the flag lists
    std::vector<std::string> patches;  // sha256 in order of application
    std::string package_hash;
    std::vector<Edge> dependencies;  // sorted by name
    std::string hash;                // 32 characters of [a-z2-7]; dag_hash() of the rest

    // zlib-1.3.1-HASH: the name of its folder in the store.
    std::string store_name() const { return name + "-" + version + "-" + hash; }
};

// The node without "hash", keys in Spack's order.
Json to_node(const Spec& spec);
// Computes the hash. Throws Error(failure) for what is not a node of ours, or says another hash than it has.
Spec from_node(const Json& node);

// Lower-case base32 of the SHA-1 of the compact node without "hash" (Spack's dag_hash); dependencies enter by hash.
std::string dag_hash(const Spec& spec);
// The same of a node as it stands in a file, with keys that this program does not know too: their order is the file's.
std::string node_hash(Json node);

// {"spec": {"_meta": {"version": 5}, "nodes": [...]}}: root first, pre-order, unique.
Json to_spec_json(const Spec& root, const std::map<std::string, Spec>& by_hash);

}  // namespace sf
