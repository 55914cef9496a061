// What an admin says of a cluster, by options or asked on a terminal; the rest of slurm.conf is the templates'.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"

namespace sf {

// "node[1-4] gpu:a100:4 File=/dev/nvidia[0-3]": the nodes, what each has, and the devices. Without File= the plugin of
// NVIDIA's library finds the GPUs (AutoDetect=nvml).
struct GresAnswer {
    std::string nodes;  // host list
    std::string name;   // gpu
    std::string type;   // a100; may be empty
    unsigned count = 0;
    std::string file;  // may be empty
};
// Throws Error(usage).
GresAnswer parse_gres(const std::string& text);

struct Answers {
    std::optional<std::string> cluster_name;
    std::vector<std::string> controllers;    // the primary one first; empty: not said
    std::vector<std::string> nodes;          // NodeName lines without the keyword: "node[1-10] CPUs=4 RealMemory=8000"
    std::vector<std::string> partitions;     // "main Nodes=node[1-10] Default=YES"; without Nodes= all of them
    std::optional<std::string> accounting;   // host of slurmdbd
    std::optional<Secret> storage_password;  // of the database: this host runs slurmdbd
    std::vector<GresAnswer> gres;
    std::optional<std::string> topology;  // content of topology.conf
    std::optional<std::string> cgroup;    // autodetect, cgroup/v1, cgroup/v2 or disabled
};

// Throws Error(usage) for what no cluster can be: names with wrong characters, a node in two lines, processors that do
// not multiply, a partition of unknown nodes, two default partitions, devices of unknown nodes.
void check_answers(const Answers& answers);

}  // namespace sf
