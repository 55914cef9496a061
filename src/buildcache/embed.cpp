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

std::string home_of(const std::string& name) {
    return "embedded/" + name;
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
    static void each_file(const fs::path& root,
                          const std::function<void(const fs::path&, const std::string&)>& action) {
        walk_sorted(root, [&](const fs::directory_entry& entry, const std::string& relative) {
            if (!entry.is_symlink() && entry.is_regular_file()) action(entry.path(), relative);
        });
    }

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
        if (runpath == old_runpath) return;
        const auto mode = fs::status(to).permissions();
        fs::permissions(to, fs::perms::owner_write, fs::perm_options::add);
        rewrite_runpath(to, runpath);
        fs::permissions(to, mode);
    }

    std::string moved(const std::string& runpath, const std::string& relative) const {
        std::vector<std::string> entries;
        for (const auto& entry : split(runpath, ':')) {
            std::string now = entry;
            if (const auto* prefix = embedded_prefix(entry, relative)) {
                const auto folder = home_of(neighbours_.embedded.at(*prefix).name) + entry.substr(prefix->size());
                now = relative_link(relative, folder);
                now = now == "." ? "$ORIGIN" : "$ORIGIN/" + now;
            }
            if (std::find(entries.begin(), entries.end(), now) == entries.end()) entries.push_back(now);
        }
        return join(entries, ":");
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

}  // namespace sf
