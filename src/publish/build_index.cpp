#include "publish/build_index.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "base/text.h"
#include "buildcache/layout.h"
#include "publish/places.h"

namespace sf {
namespace {

constexpr int kFormat = 1;

// Relative, of plain components alone: it is put behind a mirror's root, and in commands that people copy.
std::string checked_path(const std::string& path) {
    for (const auto& part : split(path, '/')) layout::component(part);
    return path;
}

Json to_json(const PublishedFile& file) {
    return {{"path", file.path}, {"sha256", file.sha256}, {"bytes", file.bytes}};
}

PublishedFile file_from(const Json& json) {
    PublishedFile file{json.at("path"), json.at("sha256"), json.at("bytes")};
    checked_path(file.path);
    layout::checked_sha256(file.sha256);
    return file;
}

Json to_json(const PublishedBuild& build) {
    Json beside = Json::object(), sources = Json::array(), packages = Json::object();
    for (const auto& [kind, file] : build.beside) beside[kind] = to_json(file);
    for (const auto& file : build.sources) sources.push_back(to_json(file));
    for (const auto& [name, bytes] : build.packages) packages[name] = bytes;
    return {{"release", build.release},
            {"slurm", build.slurm},
            {"toolchain", build.toolchain},
            {"flavour", build.flavour},
            {"arch", build.arch},
            {"target", build.target},
            {"hash", build.hash},
            {"glibc_floor", build.glibc_floor},
            {"tarball", to_json(build.tarball)},
            {"alias", build.alias},
            {"beside", std::move(beside)},
            {"sources", std::move(sources)},
            {"features", build.features},
            {"packages", std::move(packages)},
            {"unpacked_bytes", build.unpacked_bytes},
            {"proven", build.proven},
            {"published", build.published},
            {"end_of_life", build.end_of_life},
            {"revoked", build.revoked}};
}

PublishedBuild build_from(const Json& json) {
    PublishedBuild build;
    build.release = layout::component(json.at("release"));
    build.slurm = layout::component(json.at("slurm"));
    build.toolchain = layout::component(json.at("toolchain"));
    build.flavour = layout::component(json.at("flavour"));
    build.arch = json.at("arch");
    build.target = json.at("target");
    build.hash = layout::component(json.at("hash"));
    build.glibc_floor = json.at("glibc_floor");
    build.tarball = file_from(json.at("tarball"));
    build.alias = json.at("alias");
    if (!build.alias.empty()) checked_path(build.alias);
    for (const auto& [kind, file] : json.at("beside").items()) build.beside[kind] = file_from(file);
    for (const auto& file : json.at("sources")) build.sources.push_back(file_from(file));
    build.features = json.at("features").get<std::vector<std::string>>();
    for (const auto& [name, bytes] : json.at("packages").items()) build.packages[name] = bytes;
    build.unpacked_bytes = json.at("unpacked_bytes");
    build.proven = json.at("proven");
    build.published = json.at("published");
    build.end_of_life = json.at("end_of_life");
    build.revoked = json.at("revoked");
    return build;
}

}  // namespace

std::string PublishedBuild::id() const {
    return places::builds(release, toolchain) + "/" + std::filesystem::path(tarball.path).filename().string();
}

std::string build_index_text(const BuildIndex& index) {
    Json builds = Json::array(), program = Json::array();
    for (const auto& [id, build] : index.builds) builds.push_back(to_json(build));
    for (const auto& [path, file] : index.program) program.push_back(to_json(file));
    return lined_json({{"format", kFormat},
                       {"signed", index.is_signed},
                       {"serial", index.serial},
                       {"created", index.created},
                       {"expires", index.expires},
                       {"builds", std::move(builds)},
                       {"caches", index.caches},
                       {"program", std::move(program)}}) +
           "\n";
}

BuildIndex parse_build_index(const std::string& text, const std::string& origin) {
    try {
        const Json json = parse_json(text, origin);
        if (json.at("format") != kFormat)
            throw Error(ErrorKind::source, fmt::format("{}: it has the format {}", origin, json.at("format").dump()),
                        "a newer slurm-factory may read it");
        BuildIndex index;
        index.is_signed = json.at("signed");
        index.serial = json.at("serial");
        index.created = json.at("created");
        index.expires = json.at("expires");
        for (const auto& item : json.at("builds")) {
            auto build = build_from(item);
            const std::string id = build.id();
            index.builds[id] = std::move(build);
        }
        for (const auto& cache : json.value("caches", Json::array()))
            index.caches.insert(checked_path(cache.get<std::string>()));
        for (const auto& item : json.value("program", Json::array())) {
            const auto file = file_from(item);
            index.program[file.path] = file;
        }
        return index;
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::source, fmt::format("{} is not a list of builds: {}", origin, e.what()));
    } catch (Error& error) {
        if (error.kind() == ErrorKind::source) throw;
        throw Error(ErrorKind::source, error.message());
    }
}

}  // namespace sf
