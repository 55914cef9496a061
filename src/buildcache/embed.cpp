#include "buildcache/embed.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "relocate/relocate.h"

namespace sf {
namespace {

// What runs needs libraries and data; headers, static libraries and manuals stay behind.
bool comes_along(const std::string& relative) {
    const bool kept = is_below(relative, "lib") || is_below(relative, "share");
    const bool for_builders = is_below(relative, "lib/pkgconfig") || is_below(relative, "lib/cmake") ||
                              is_below(relative, "share/man") || is_below(relative, "share/doc") ||
                              is_below(relative, "share/info") || relative.ends_with(".a") || relative.ends_with(".la");
    return kept && !for_builders;
}

constexpr const char* kEmbedded = "embedded";

std::string home_of(const std::string& name) {
    return std::string(kEmbedded) + "/" + name;
}

// How a file's RUNPATH names a folder of its package.
std::string from_origin(const std::string& file, const std::string& folder) {
    return "$ORIGIN/" + relative_link(file, folder);
}

void each_file(const fs::path& root, const std::function<void(const fs::path&, const std::string&)>& action) {
    walk_sorted(root, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (!entry.is_symlink() && entry.is_regular_file()) action(entry.path(), relative);
    });
}

// Files of a store are read-only.
void with_write_permission(const fs::path& file, const std::function<void()>& action) {
    const auto mode = fs::status(file).permissions();
    fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
    action();
    fs::permissions(file, mode);
}

std::string each_entry(const std::string& runpath, const std::function<std::string(const std::string&)>& changed) {
    auto entries = split(runpath, ':');
    std::transform(entries.begin(), entries.end(), entries.begin(), changed);
    return join(entries, ":");
}

class Embedder {
  public:
    Embedder(const Neighbours& neighbours, const fs::path& target) : neighbours_(neighbours), target_(target) {}

    // Names that a RUNPATH below `root` looks into.
    std::set<std::string> named_by(const fs::path& root) const {
        std::set<std::string> prefixes;
        each_file(root, [&](const fs::path& file, const std::string& relative) {
            for (const auto& entry : split(runpath_of(file).value_or(""), ':'))
                if (const auto* prefix = embedded_prefix(entry, relative)) prefixes.insert(*prefix);
        });
        return prefixes;
    }

    void copy_package(const fs::path& root) const {
        copy(root, "", [](const std::string&) { return true; });
    }

    void copy_embedded(const std::string& prefix) const {
        const auto& [name, root] = neighbours_.embedded.at(prefix);
        copy(root, home_of(name) + "/", comes_along);
        const auto left = find_baked_strings(target_ / home_of(name), prefix);
        if (!left.empty())
            throw Error(ErrorKind::failure,
                        fmt::format("{} cannot be embedded: its {} names its own prefix", name, left.front().file));
    }

  private:
    // The prefix that a RUNPATH's entry is below of, if it is one that is to be embedded.
    const std::string* embedded_prefix(const std::string& entry, const std::string& file) const {
        if (!entry.starts_with(kPaddedRoot)) return nullptr;
        for (const auto& prefix : neighbours_.linked)
            if (is_below(entry, prefix)) return nullptr;
        for (const auto& [prefix, embeddable] : neighbours_.embedded)
            if (is_below(entry, prefix)) return &prefix;
        throw Error(ErrorKind::failure, fmt::format("{} looks for libraries in {}, which the store lacks", file, entry),
                    "build the package again");
    }

    void copy(const fs::path& root, const std::string& home,
              const std::function<bool(const std::string&)>& wanted) const {
        walk_sorted(root, [&](const fs::directory_entry& entry, const std::string& relative) {
            if (!wanted(relative)) return;
            const fs::path to = target_ / (home + relative);
            make_dirs(to.parent_path());
            if (entry.is_symlink())
                fs::create_symlink(fs::read_symlink(entry.path()), to);
            else if (entry.is_directory())
                make_dirs(to);
            else
                copy_file(entry.path(), to, home + relative);
        });
    }

    // A hard link where the file stays as it is.
    void copy_file(const fs::path& from, const fs::path& to, const std::string& relative) const {
        const auto old_runpath = runpath_of(from).value_or("");
        const auto runpath = moved(old_runpath, relative);
        std::error_code failure;
        if (runpath == old_runpath) {
            fs::create_hard_link(from, to, failure);
            if (!failure) return;
        }
        fs::copy_file(from, to);
        if (runpath != old_runpath) with_write_permission(to, [&] { rewrite_runpath(to, runpath); });
    }

    // Entry by entry and as text, so that undo_embedding() finds what was there.
    std::string moved(const std::string& runpath, const std::string& relative) const {
        return each_entry(runpath, [&](const std::string& entry) {
            const auto* prefix = embedded_prefix(entry, relative);
            if (prefix == nullptr) return entry;
            return from_origin(relative, home_of(neighbours_.embedded.at(*prefix).name)) + entry.substr(prefix->size());
        });
    }

    const Neighbours& neighbours_;
    const fs::path& target_;
};

}  // namespace

fs::path embed_dependencies(const fs::path& root, const Neighbours& neighbours, const fs::path& scratch) {
    const Embedder embedder(neighbours, scratch);
    const auto prefixes = embedder.named_by(root);
    if (prefixes.empty()) return root;
    embedder.copy_package(root);
    for (const auto& prefix : prefixes) embedder.copy_embedded(prefix);
    return scratch;
}

void undo_embedding(const fs::path& root, const std::map<std::string, std::string>& prefixes) {
    remove_tree(root / kEmbedded);
    each_file(root, [&](const fs::path& file, const std::string& relative) {
        const std::string start = from_origin(relative, kEmbedded) + "/";
        const auto runpath = runpath_of(file).value_or("");
        const auto built = each_entry(runpath, [&](const std::string& entry) {
            if (!entry.starts_with(start)) return entry;
            const auto end = std::min(entry.find('/', start.size()), entry.size());
            const auto prefix = prefixes.find(entry.substr(start.size(), end - start.size()));
            if (prefix == prefixes.end())
                throw Error(ErrorKind::source, fmt::format("{} looks for libraries in {}, which no package of the plan "
                                                           "is known to be in",
                                                           relative, entry));
            return prefix->second + entry.substr(end);
        });
        if (built != runpath) with_write_permission(file, [&] { restore_runpath(file, built); });
    });
}

}  // namespace sf
