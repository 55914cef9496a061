#include "buildcache/build_info.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/files.h"
#include "base/yaml.h"
#include "relocate/elf.h"
#include "relocate/mapped_file.h"

namespace sf {
namespace {

bool names_one_of(std::string_view bytes, const std::vector<std::string>& prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const std::string& prefix) { return bytes.find(prefix) != std::string_view::npos; });
}

// Spack rewrites every ELF file, and text and absolute links that name a prefix.
struct Relocatable {
    Json binaries = Json::array(), texts = Json::array(), links = Json::array();

    void add(const fs::directory_entry& entry, const std::string& relative, const std::vector<std::string>& prefixes) {
        if (entry.is_symlink()) {
            const std::string target = fs::read_symlink(entry.path()).string();
            const bool starts = std::any_of(prefixes.begin(), prefixes.end(),
                                            [&](const std::string& prefix) { return target.starts_with(prefix); });
            if (starts) links.push_back(relative);
        } else if (entry.is_regular_file()) {
            const MappedFile file(entry.path());
            const auto bytes = file.bytes();
            if (is_elf(bytes))
                binaries.push_back(relative);
            else if (bytes.find('\0') == std::string_view::npos && names_one_of(bytes, prefixes))
                texts.push_back(relative);
        }
    }
};

// As it can stand in a PrefixMap. A folder that is no more than '/' would match everywhere.
std::string checked_folder(std::string path, const std::string& origin) {
    while (path.ends_with('/')) path.pop_back();
    if (!path.starts_with('/') || fs::path(path).lexically_normal() != fs::path(path))
        throw Error(ErrorKind::source, fmt::format("{}: '{}' is not the path of a folder", origin, path));
    return path;
}

BuildInfo build_info_from(const Json& json, const std::string& origin) {
    BuildInfo info;
    info.install_root = checked_folder(json.at("buildpath"), origin);
    if (json.contains("sbang_install_path")) info.sbang = checked_folder(json.at("sbang_install_path"), origin);
    if (json.contains("hash_to_prefix")) {
        for (const auto& [hash, prefix] : json.at("hash_to_prefix").get_ref<const Json::object_t&>())
            info.hash_to_prefix[hash] = checked_folder(prefix, origin);
    } else {  // as Spack wrote it before 0.22
        for (const auto& [prefix, hash] : json.at("prefix_to_hash").get_ref<const Json::object_t&>())
            info.hash_to_prefix[hash] = checked_folder(prefix, origin);
    }
    return info;
}

}  // namespace

Json make_build_info(const fs::path& root, const std::string& prefix,
                     const std::map<std::string, std::string>& hash_to_prefix) {
    const fs::path install_root = fs::path(prefix).parent_path();
    std::vector<std::string> prefixes = {install_root.string()};
    for (const auto& [hash, known] : hash_to_prefix) prefixes.push_back(known);
    Relocatable relocatable;
    walk_sorted(root, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (relative != ".spack" && !relative.starts_with(".spack/")) relocatable.add(entry, relative, prefixes);
    });
    return {{"sbang_install_path", (install_root / "bin/sbang").string()},
            {"buildpath", install_root.string()},
            {"spackprefix", install_root.string()},
            {"relative_prefix", fs::path(prefix).filename().string()},
            {"hardlinks_deduped", true},
            {"hash_to_prefix", hash_to_prefix},
            {"relocate_binaries", std::move(relocatable.binaries)},
            {"relocate_links", std::move(relocatable.links)},
            {"relocate_textfiles", std::move(relocatable.texts)}};
}

BuildInfo parse_build_info(const std::string& text, const std::string& origin) {
    try {
        return build_info_from(parse_yaml(text, origin), origin);
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::source,
                    fmt::format("{} does not say what a package needs to move: {}", origin, e.what()));
    } catch (const Error& e) {  // of the YAML: a catalog's fault it is not
        throw Error(ErrorKind::source, e.message());
    }
}

}  // namespace sf
