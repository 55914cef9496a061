#include "site/install_ways.h"

#include <filesystem>

#include "base/text.h"
#include "publish/places.h"

namespace sf {
namespace {

std::string file_name(const std::string& path) {
    return std::filesystem::path(path).filename().string();
}

Texts values_of(const SiteFacts& facts, const PublishedBuild& build) {
    Texts values{{"base", facts.base_url},
                 {"tarball", build.tarball.path},
                 {"file", file_name(build.tarball.path)},
                 {"sha256", build.tarball.sha256},
                 {"release", build.release},
                 {"slurm", build.slurm},
                 {"flavour", build.flavour},
                 {"toolchain", build.toolchain},
                 {"hash", build.hash},
                 {"dependencies", places::dependencies(build.toolchain)},
                 {"slurm_cache", places::slurm(build.toolchain, build.release)}};
    if (!facts.is_signed()) return values;
    values["fingerprint"] = facts.fingerprint;
    values["key"] = places::key(facts.fingerprint);
    values["key_file"] = file_name(values["key"]);
    if (const auto signature = build.beside.find("signature"); signature != build.beside.end()) {
        values["signature"] = signature->second.path;
        values["signature_file"] = file_name(signature->second.path);
    }
    return values;
}

}  // namespace

std::vector<InstallWay> install_ways(const SiteFacts& facts, const PublishedBuild& build) {
    if (!build.revoked.empty()) return {};
    const Texts values = values_of(facts, build);
    const auto commands = [&](const char* asset) {
        return std::string(trim(fill_text(facts.templates, asset, values)));
    };
    std::vector<InstallWay> ways;
    if (values.contains("signature")) {
        ways.push_back({"tarball", "Tarball", "Unpacks only what the key above signed. Any folder will do.",
                        commands("tarball.sh.in")});
    } else {
        ways.push_back({"tarball", "Tarball",
                        "Nobody signed this tarball: the checksum tells damage from a good "
                        "download, and nothing else.",
                        commands("tarball-unsigned.sh.in")});
    }
    const auto& caches = facts.index.caches;
    if (caches.contains(values.at("dependencies")) && caches.contains(values.at("slurm_cache")))
        ways.push_back({"spack", "Spack",
                        facts.is_signed() ? "For Spack 1.0 and newer. Compare the fingerprint that the third command "
                                            "shows with the one above."
                                          : "For Spack 1.0 and newer. Nobody signed these packages.",
                        commands(facts.is_signed() ? "spack.sh.in" : "spack-unsigned.sh.in")});
    if (facts.is_signed())
        ways.push_back({"slurm-factory", "slurm-factory",
                        "Checks the tarball against the signed list, unpacks it beside older builds and switches to "
                        "it in one step: slurm-factory rollback goes back.",
                        commands("slurm-factory.sh.in")});
    return ways;
}

}  // namespace sf
