#include "buildcache/build_info.h"

#include <algorithm>
#include <cstring>

#include "base/files.h"
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

}  // namespace sf
