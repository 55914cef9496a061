#include "bundle/stamp.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/os_error.h"
#include "bundle/manifest.h"

namespace sf {
namespace {

fs::path stamp_path(const fs::path& tarball) {
    return tarball.parent_path() / fmt::format(".{}.stamp.json", tarball.filename().string());
}

// What the tarball's name does not tell.
std::string identity_of(const Plan& plan, const Catalog& catalog, const BundleOptions& options) {
    return fmt::format("{}+manifest{}{}", bundle_identity(plan, catalog), kManifestFormat,
                       options.hierarchy ? "+hierarchy" : "");
}

struct State {
    long long size = 0, mtime_ns = 0;
};

std::optional<State> state_of(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        throw os_error(errno, "stat", file);
    }
    return State{status.st_size, status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec};
}

bool holds(const Json& stamp, const std::string& identity, const fs::path& output) {
    if (stamp.at("version") != 1 || stamp.at("identity") != identity) return false;
    for (const auto& file : stamp.at("files")) {
        const auto state = state_of(output / file.at("name").get<std::string>());
        if (!state || file.at("size") != state->size || file.at("mtime_ns") != state->mtime_ns) return false;
    }
    return true;
}

}  // namespace

void write_stamp(const Plan& plan, const Catalog& catalog, const BundleOptions& options, const BundleResult& result,
                 const std::vector<std::string>& names) {
    Json files = Json::array();
    for (const auto& name : names) {
        const auto state = state_of(options.output / name);
        if (!state) throw Error(ErrorKind::failure, fmt::format("{} vanished from {}", name, options.output.string()));
        files.push_back(Json{{"name", name}, {"size", state->size}, {"mtime_ns", state->mtime_ns}});
    }
    write_file_atomic(stamp_path(result.tarball), pretty_json(Json{{"version", 1},
                                                                   {"identity", identity_of(plan, catalog, options)},
                                                                   {"sha256", result.sha256},
                                                                   {"bytes", result.bytes},
                                                                   {"glibc_floor", result.glibc_floor},
                                                                   {"files", std::move(files)}}));
}

std::optional<BundleResult> current_bundle(const Plan& plan, const Catalog& catalog, const BundleOptions& options) {
    auto result = bundle_paths(plan, options);
    const auto path = stamp_path(result.tarball);
    const auto text = read_file_if_exists(path);
    if (!text) return std::nullopt;
    try {
        const auto stamp = parse_json(*text, path.string());
        if (!holds(stamp, identity_of(plan, catalog, options), options.output)) return std::nullopt;
        result.sha256 = stamp.at("sha256").get<std::string>();
        result.bytes = stamp.at("bytes").get<std::uint64_t>();
        result.glibc_floor = stamp.at("glibc_floor").get<std::string>();
        return result;
    } catch (const Json::exception&) {
        return std::nullopt;  // damaged: the bundle is made again
    }
}

}  // namespace sf
