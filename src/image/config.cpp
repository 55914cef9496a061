#include "image/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "mirror/oci_manifest.h"

namespace sf {
namespace {

constexpr const char* kDefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr std::string_view kPath = "PATH=";

// Those of slurmctld, slurmd, slurmdbd and slurmrestd.
constexpr std::array kPorts{"6817/tcp", "6818/tcp", "6819/tcp", "6820/tcp"};

// "GPL-3.0-or-later AND LGPL-3.0-or-later" -> its two.
std::vector<std::string> terms_of(const std::string& conjunction) {
    constexpr std::string_view kAnd = " AND ";
    std::vector<std::string> parts;
    std::size_t start = 0, end = 0;
    while ((end = conjunction.find(kAnd, start)) != std::string::npos) {
        parts.push_back(conjunction.substr(start, end - start));
        start = end + kAnd.size();
    }
    parts.push_back(conjunction.substr(start));
    return parts;
}

// All of them hold: an SPDX expression of every package that is shipped.
std::string licences(const BundleFacts& facts) {
    std::set<std::string> expressions;
    for (const auto& source : facts.sources) {
        if (!source.shipped || source.license.empty()) continue;
        if (source.license.find(" OR ") != std::string::npos)
            expressions.insert("(" + source.license + ")");
        else
            for (const auto& part : terms_of(source.license)) expressions.insert(part);
    }
    return join({expressions.begin(), expressions.end()}, " AND ");
}

// The base's, with our programs before its own.
std::vector<std::string> environment(const ImageBase& base) {
    std::vector<std::string> env = base.env;
    auto path = std::find_if(env.begin(), env.end(), [](const auto& entry) { return entry.starts_with(kPath); });
    if (path == env.end()) path = env.insert(env.begin(), kDefaultPath);
    *path =
        fmt::format("PATH=/{0}/current/view/bin:/{0}/current/view/sbin:{1}", kImagePrefix, path->substr(kPath.size()));
    return env;
}

}  // namespace

ImageLabels image_labels(const BundleFacts& facts) {
    return {
        {"org.opencontainers.image.title", "Slurm " + facts.slurm},
        {"org.opencontainers.image.description",
         fmt::format("Slurm {} ({}) on {}: controller, database daemon, compute node, login node, REST", facts.slurm,
                     facts.flavour, facts.toolchain)},
        {"org.opencontainers.image.version", facts.slurm},
        {"org.opencontainers.image.revision", facts.archive.sha256},
        {"org.opencontainers.image.created", format_utc(facts.source_date_epoch)},
        {"org.opencontainers.image.licenses", licences(facts)},
        {"sf.release", facts.release},
        {"sf.flavour", facts.flavour},
        {"sf.toolchain", facts.toolchain},
        {"sf.target", facts.target},
        {"sf.hash", facts.hash},
        {"sf.glibc-floor", facts.glibc_floor},
    };
}

ImageLabels base_labels(const ImageBase& base) {
    if (base.name.empty()) return {{"sf.base-packages", base.digest}};
    return {{"org.opencontainers.image.base.name", base.name}, {"org.opencontainers.image.base.digest", base.digest}};
}

std::string image_config(const ImageConfig& config) {
    const std::string created = format_utc(config.facts.source_date_epoch);
    Json diff_ids = Json::array(), history = config.base.history, ports = Json::object();
    for (const auto& layer : config.base.layers) {
        diff_ids.push_back("sha256:" + layer.diff_id);
        if (!layer.what.empty())
            history.push_back({{"created", created}, {"created_by", "slurm-factory: " + layer.what}});
    }
    for (const auto& layer : config.layers) {
        diff_ids.push_back("sha256:" + layer.diff_id);
        history.push_back({{"created", created}, {"created_by", "slurm-factory: " + layer.what}});
    }
    for (const char* port : kPorts) ports[port] = Json::object();
    const Json settings = {
        {"User", fmt::format("{0}:{0}", config.client)},
        {"ExposedPorts", ports},
        {"Env", environment(config.base)},
        {"Entrypoint", {fmt::format("/{}", kEntrypoint)}},
        {"Cmd", {"login"}},
        {"WorkingDir", "/"},
        {"Labels", config.labels},
        {"StopSignal", "SIGTERM"},
    };
    return compact_json({{"created", created},
                         {"architecture", oci_architecture(config.facts.arch)},
                         {"os", "linux"},
                         {"config", settings},
                         {"rootfs", {{"type", "layers"}, {"diff_ids", diff_ids}}},
                         {"history", history}});
}

}  // namespace sf
