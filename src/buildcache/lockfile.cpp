#include "buildcache/lockfile.h"

#include <fmt/format.h>

#include <set>

#include "base/error.h"
#include "base/files.h"
#include "buildcache/layout.h"

namespace sf {
namespace {

constexpr int kLockfileFormat = 1;

Json to_json(const LockedMirror& mirror) {
    return {{"url", mirror.url}, {"fingerprint", mirror.fingerprint}, {"serial", mirror.serial}};
}

Json to_json(const std::string& hash, const LockedPackage& package) {
    Json json = {{"name", package.name},
                 {"version", package.version},
                 {"hash", hash},
                 {"mirror", package.mirror},
                 {"manifest", sf::to_json(package.manifest)}};
    if (!package.spec.sha256.empty()) json["spec"] = sf::to_json(package.spec);
    json["tarball"] = sf::to_json(package.tarball);
    return json;
}

LockedPackage locked_from(const Json& json) {
    return {json.at("name"),
            json.at("version"),
            json.at("mirror"),
            stored_file_from(json.at("manifest")),
            json.contains("spec") ? stored_file_from(json.at("spec")) : StoredFile{},
            stored_file_from(json.at("tarball"))};
}

Lockfile lockfile_from(const Json& json, const std::string& origin) {
    if (json.at("format") != kLockfileFormat)
        throw Error(ErrorKind::source, origin + " has a format that this program does not know",
                    "use a newer slurm-factory");
    Lockfile lockfile;
    for (const auto& mirror : json.at("mirrors"))
        lockfile.mirrors.push_back({mirror.at("url"), mirror.at("fingerprint"), mirror.at("serial")});
    for (const auto& package : json.at("packages"))
        if (const std::string hash = package.at("hash"); !lockfile.packages.emplace(hash, locked_from(package)).second)
            throw Error(ErrorKind::source, fmt::format("{} has {} twice", origin, hash));
    return lockfile;
}

bool is_locked(const LockedPackage& locked, const IndexedPackage& offered) {
    return locked.name == offered.name && locked.version == offered.version && locked.manifest == offered.manifest &&
           locked.spec == offered.spec && locked.tarball == offered.tarball;
}

// A dependency that a mirror offers was installed with its dependent, so the lockfile must have it.
void check_closure(const Lockfile& lockfile, const Index& index) {
    for (const auto& [hash, package] : lockfile.packages) {
        if (!index.packages.contains(hash)) continue;
        for (const auto& needed : run_closure(index.nodes, hash))
            if (index.packages.contains(needed) && !lockfile.packages.contains(needed))
                throw Error(ErrorKind::source, fmt::format("the lockfile lacks {}/{}, which {} needs",
                                                           index.packages.at(needed).name, needed, package.name));
    }
}

[[noreturn]] void refuse_unlocked(const std::string& hash, const LockedPackage& locked,
                                  const std::vector<InstallSource>& sources) {
    for (const auto& source : sources)
        if (source.index->packages.contains(hash))
            throw Error(
                ErrorKind::source,
                fmt::format("{} offers another {}/{} than the lockfile names", source.mirror->url(), locked.name, hash),
                "it was pushed anew; install without --lockfile and write a new one if you want that");
    throw Error(ErrorKind::source, fmt::format("no mirror has {}/{} of the lockfile", locked.name, hash),
                "it came from " + locked.mirror);
}

}  // namespace

Lockfile lockfile_of(std::vector<LockedMirror> mirrors, const std::vector<InstalledPackage>& packages) {
    Lockfile lockfile{std::move(mirrors), {}};
    for (const auto& package : packages)
        lockfile.packages[package.hash] = {package.name,         package.version,
                                           package.mirror,       package.offered.manifest,
                                           package.offered.spec, package.offered.tarball};
    return lockfile;
}

std::string lockfile_text(const Lockfile& lockfile) {
    Json mirrors = Json::array(), packages = Json::array();
    for (const auto& mirror : lockfile.mirrors) mirrors.push_back(to_json(mirror));
    for (const auto& [hash, package] : lockfile.packages) packages.push_back(to_json(hash, package));
    return pretty_json(
        {{"format", kLockfileFormat}, {"mirrors", std::move(mirrors)}, {"packages", std::move(packages)}});
}

Lockfile parse_lockfile(const std::string& text, const std::string& origin) {
    try {
        return lockfile_from(parse_json(text, origin), origin);
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::source, fmt::format("{} is not a lockfile: {}", origin, e.what()));
    }
}

Lockfile read_lockfile(const fs::path& file) {
    std::error_code none;
    if (const auto size = fs::file_size(file, none); !none && size > layout::kMaxIndex)
        throw Error(ErrorKind::source, file.string() + " is too large for a lockfile");
    return parse_lockfile(read_file(file), file.string());
}

std::vector<Index> locked_indexes(const Lockfile& lockfile, const std::vector<InstallSource>& sources) {
    std::set<std::string> found;
    std::vector<Index> indexes;
    for (const auto& source : sources) {
        check_closure(lockfile, *source.index);
        Index& locked = indexes.emplace_back(*source.index);
        std::erase_if(locked.packages, [&](const auto& item) {
            const auto known = lockfile.packages.find(item.first);
            return known == lockfile.packages.end() || !is_locked(known->second, item.second);
        });
        for (const auto& [hash, package] : locked.packages) found.insert(hash);
    }
    for (const auto& [hash, package] : lockfile.packages)
        if (!found.contains(hash)) refuse_unlocked(hash, package, sources);
    return indexes;
}

}  // namespace sf
