#include "catalog/catalog.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "catalog/files.h"
#include "catalog/os_release.h"
#include "catalog/parse.h"
#include "spec/version.h"

namespace sf {
namespace {

// A file is found by its name, so the name that it states must be the same.
void check_name(const Reader& file, const char* key, const std::string& expected) {
    if (file.text(key) == expected) return;
    throw file.at(key).fault(fmt::format("'{}' is not the name of the file ('{}')", file.text(key), expected));
}

template <typename Value>
const Value& lookup(const std::map<std::string, Value>& values, const std::string& name, const char* kind) {
    const auto found = values.find(name);
    if (found != values.end()) return found->second;
    std::vector<std::string> known;
    for (const auto& entry : values) known.push_back(entry.first);
    throw Error(ErrorKind::usage, fmt::format("unknown {} '{}'{}", kind, name, suggestion(name, known)));
}

}  // namespace

const PackageVersion* Package::find_version(const std::string& version) const {
    for (const PackageVersion& candidate : versions) {
        if (candidate.version == version) return &candidate;
    }
    return nullptr;
}

Catalog Catalog::load(const std::vector<fs::path>& folders) {
    Catalog catalog;
    catalog.folders_ = folders;
    for (const auto& [name, path] : catalog_files(folders, "packages")) {
        const Json json = read_yaml(path);
        const Reader file(json, path);
        check_name(file, "name", name);
        catalog.packages_.emplace(name, parse_package(file, patch_folders(folders, path)));
    }
    for (const auto& [name, path] : catalog_files(folders, "releases")) {
        const Json json = read_yaml(path);
        const Reader file(json, path);
        check_name(file, "release", name);
        catalog.releases_.emplace(name, parse_release(file));
    }
    for (const auto& [name, path] : catalog_files(folders, "toolchains")) {
        const Json json = read_yaml(path);
        const Reader file(json, path);
        check_name(file, "name", name);
        catalog.toolchains_.emplace(name, parse_toolchain(file));
    }
    return catalog;
}

const Package& Catalog::package(const std::string& name) const {
    return lookup(packages_, name, "package");
}
const Release& Catalog::release(const std::string& name) const {
    return lookup(releases_, name, "release");
}
const Toolchain& Catalog::toolchain(const std::string& name) const {
    return lookup(toolchains_, name, "toolchain");
}

fs::path Catalog::asset(const std::string& relative) const {
    for (auto folder = folders_.rbegin(); folder != folders_.rend(); ++folder) {
        const fs::path path = *folder / "assets" / relative;
        std::error_code failure;
        if (fs::exists(path, failure)) return path;
    }
    throw Error(ErrorKind::catalog, "no catalog folder has the file assets/" + relative,
                "the program's installation is not whole: install it again");
}

std::map<std::string, fs::path> Catalog::assets() const {
    std::map<std::string, fs::path> files;
    for (const fs::path& folder : folders_) {
        std::error_code failure;
        if (!fs::is_directory(folder / "assets", failure)) continue;
        walk_sorted(folder / "assets", [&](const fs::directory_entry& entry, const std::string& relative) {
            if (entry.is_regular_file()) files[relative] = entry.path();
        });
    }
    return files;
}

const Toolchain* toolchain_of_host(const Catalog& catalog, const fs::path& os_release) {
    const auto text = read_file_if_exists(os_release);
    if (!text) return nullptr;
    const OsRelease os = parse_os_release(*text);
    const Version version(os.version_id);
    for (const auto& [name, toolchain] : catalog.toolchains()) {
        // A toolchain "9" is that of a host "9.4".
        if (toolchain.os_id == os.id && version.is_within(Version(toolchain.os_version))) return &toolchain;
    }
    return nullptr;
}

}  // namespace sf
