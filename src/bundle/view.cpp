#include "bundle/view.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

#include "base/error.h"
#include "base/os_error.h"
#include "base/process.h"
#include "base/text.h"
#include "relocate/mapped_file.h"
#include "relocate/relocate.h"

namespace sf {
namespace {

Error refused(const std::string& package, const std::string& relative, const std::string& why, std::string hint = {}) {
    return Error(ErrorKind::build, fmt::format("{}: {} {}", package, relative, why), std::move(hint));
}

// Where a file of a package's prefix is in the view.
std::string place_in_view(const Package& package, const std::string& relative) {
    if (package.at.empty() || is_below(relative, "share/licenses")) return relative;
    return package.at + "/" + relative;
}

class Collector {
  public:
    Collector(const Plan& plan, const Store& store, const fs::path& view) : plan_(plan), store_(store), view_(view) {}

    void add(const PlannedPackage& planned) {
        bool licensed = false;
        const auto prefix = store_.path(planned.spec);
        walk_sorted(prefix, [&](const fs::directory_entry& entry, const std::string& relative) {
            if (!entry.is_symlink() && entry.is_directory()) return;
            if (is_below(relative, ".spack") || !is_kept(*planned.package, relative)) return;
            licensed = licensed || is_below(relative, "share/licenses/" + planned.spec.name);
            add_entry(planned, entry, place_in_view(*planned.package, relative));
        });
        if (!licensed)
            throw Error(
                ErrorKind::build,
                fmt::format("{} has no licence text in share/licenses/{}", planned.spec.name, planned.spec.name),
                fmt::format("name its files under license_files in {}", planned.package->file.filename().string()));
    }

    CollectedView result() && {
        FileOwners owners;
        for (const auto& [relative, origin] : origins_) owners[relative] = origin.package;
        return {std::move(own_folders_), std::move(owners)};
    }

  private:
    void add_entry(const PlannedPackage& planned, const fs::directory_entry& entry, const std::string& relative) {
        struct stat status {};
        if (::lstat(entry.path().c_str(), &status) != 0) throw os_error(errno, "stat", entry.path());
        const auto& name = planned.spec.name;
        if (S_ISLNK(status.st_mode)) return add_link(planned, entry.path(), relative);
        if (!S_ISREG(status.st_mode)) throw refused(name, relative, "is neither file, folder nor link");
        if ((status.st_mode & (S_ISUID | S_ISGID)) != 0)
            throw refused(name, relative, "is setuid or setgid, which no bundle may hold");
        const auto known = origins_.find(relative);
        if (known != origins_.end()) {
            const bool same = !fs::is_symlink(known->second.path) && same_content(known->second.path, entry.path());
            if (!same) throw clash(relative, known->second.package, name);
            return;
        }
        origins_[relative] = {name, entry.path()};
        make_parent(relative, name);
        place(entry.path(), relative, name);
    }

    void add_link(const PlannedPackage& planned, const fs::path& link, const std::string& relative) {
        const auto target = target_in_view(planned.spec.name, fs::read_symlink(link).string(), relative);
        const auto known = origins_.find(relative);
        if (known != origins_.end()) {
            const auto there = view_ / relative;
            if (!fs::is_symlink(there) || fs::read_symlink(there) != target)
                throw clash(relative, known->second.package, planned.spec.name);
            return;
        }
        origins_[relative] = {planned.spec.name, link};
        make_parent(relative, planned.spec.name);
        make_link(target, view_ / relative);
    }

    static Error clash(const std::string& relative, const std::string& first, const std::string& second) {
        return Error(ErrorKind::build,
                     fmt::format("{} and {} both have {}, with different content", first, second, relative),
                     "drop it from one of them in its catalog file");
    }

    void make_parent(const std::string& relative, const std::string& package) {
        for (auto parent = fs::path(relative).parent_path(); !parent.empty(); parent = parent.parent_path()) {
            const auto known = origins_.find(parent.string());
            if (known != origins_.end())
                throw refused(package, relative,
                              fmt::format("needs a folder where {} has a file", known->second.package));
        }
        make_dirs((view_ / relative).parent_path());
    }

    // A hard link where the file stays as it is and the file system allows it, else a copy.
    void place(const fs::path& from, const std::string& relative, const std::string& package) {
        const auto to = view_ / relative;
        if (fs::is_directory(to)) throw refused(package, relative, "is a folder in another package");
        const auto runpath = runpath_of(from);
        const bool rewritten = runpath.has_value();
        if (!rewritten && ::link(from.c_str(), to.c_str()) == 0) return;
        std::error_code failure;
        fs::copy_file(from, to, failure);
        if (failure) throw os_error(failure.value(), "copy to", to);
        fs::permissions(to, fs::perms::owner_write, fs::perm_options::add, failure);
        if (failure) throw os_error(failure.value(), "make writable", to);
        if (!rewritten) return;
        const auto own = folders_of(*runpath);
        if (!own.empty()) own_folders_[relative] = own;
        try {
            rewrite_runpath(to, view_runpath(relative, own));
        } catch (Error& error) {
            throw Error(ErrorKind::build, fmt::format("{}: {}", package, error.message()), error.hint());
        }
    }

    // The folders of the view that a padded RUNPATH names beyond lib and lib/slurm, which every file gets: those of
    // packages that have one for themselves, and where modules need one another, like UCX's in lib/ucx.
    std::vector<std::string> folders_of(const std::string& runpath) const {
        std::vector<std::string> folders;
        for (const auto& entry : split(runpath, ':')) {
            const auto owner = std::find_if(plan_.packages.begin(), plan_.packages.end(), [&](const auto& planned) {
                return planned.shipped && is_below(entry, planned.prefix);
            });
            if (owner == plan_.packages.end()) continue;
            const auto folder =
                place_in_view(*owner->package, fs::path(entry).lexically_relative(owner->prefix).string());
            if (folder == "lib" || folder == "lib/slurm") continue;
            if (std::find(folders.begin(), folders.end(), folder) == folders.end()) folders.push_back(folder);
        }
        return folders;
    }

    std::string target_in_view(const std::string& package, const std::string& target,
                               const std::string& relative) const {
        if (fs::path(target).is_absolute()) {
            for (const auto& planned : plan_.packages)
                if (is_below(target, planned.prefix) && target.size() > planned.prefix.size())
                    return relative_link(relative,
                                         place_in_view(*planned.package, target.substr(planned.prefix.size() + 1)));
            throw refused(package, relative, fmt::format("is a link to {}, which is in no package", target));
        }
        const auto resolved = (fs::path(relative).parent_path() / target).lexically_normal();
        if (resolved.begin() != resolved.end() && *resolved.begin() == "..")
            throw refused(package, relative, fmt::format("is a link to {}, which leads out of the view", target));
        return target;
    }

    struct Origin {
        std::string package;
        fs::path path;  // in the store
    };

    const Plan& plan_;
    const Store& store_;
    const fs::path& view_;
    std::map<std::string, Origin> origins_;
    OwnFolders own_folders_;
};

void refuse_broken_links(const fs::path& view) {
    std::vector<std::string> broken;
    walk_sorted(view, [&](const fs::directory_entry& entry, const std::string& relative) {
        std::error_code failure;
        if (entry.is_symlink() && !fs::exists(fs::status(entry.path(), failure)))
            broken.push_back(fmt::format("{} -> {}", relative, fs::read_symlink(entry.path()).string()));
    });
    if (!broken.empty())
        throw Error(ErrorKind::build, fmt::format("links of the bundle lead to nothing: {}", join(broken, ", ")),
                    "keep what they lead to, or drop them, in the package's catalog file");
}

}  // namespace

bool is_kept(const Package& package, const std::string& relative) {
    const auto matches = [&](const std::string& glob) { return glob_match(glob, relative); };
    if (is_below(relative, "share/licenses/" + package.name)) return true;
    return std::any_of(package.keep.begin(), package.keep.end(), matches) &&
           std::none_of(package.drop.begin(), package.drop.end(), matches);
}

const PlannedPackage* owner_in_view(const Plan& plan, const Store& store, const std::string& bundle_path) {
    if (!is_below(bundle_path, "view")) return nullptr;
    const auto wanted = bundle_path.substr(std::string("view/").size());
    for (const auto& planned : plan.packages) {
        const auto& package = *planned.package;
        const bool own = !package.at.empty() && wanted.rfind(package.at + "/", 0) == 0;
        const auto relative = own ? wanted.substr(package.at.size() + 1) : wanted;
        const bool there = fs::exists(fs::symlink_status(store.path(planned.spec) / relative));
        if (planned.shipped && there && is_kept(package, relative) && place_in_view(package, relative) == wanted)
            return &planned;
    }
    return nullptr;
}

CollectedView collect_view(const Plan& plan, const Store& store, const fs::path& view) {
    Collector collector(plan, store, view);
    for (const auto& planned : plan.packages) {
        throw_if_interrupted();
        if (planned.shipped) collector.add(planned);
    }
    refuse_broken_links(view);
    return std::move(collector).result();
}

std::string survey_elf_files(const fs::path& view) {
    std::string floor;
    std::set<std::string> names;  // what the loader could look for
    for (const char* folder : {"lib", "lib/slurm"}) {
        if (!fs::is_directory(view / folder)) continue;
        for (const auto& entry : fs::directory_iterator(view / folder)) names.insert(entry.path().filename().string());
    }
    walk_sorted(view, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (entry.is_symlink() || !entry.is_regular_file()) return;
        const MappedFile mapped(entry.path());
        if (!is_elf(mapped.bytes())) return;
        const auto elf = parse_elf(mapped.bytes(), relative);
        floor = higher_glibc(floor, glibc_floor(elf));
        for (const auto& needed : elf.needed)
            if (!elf.runpath && names.count(needed) != 0)
                throw Error(ErrorKind::build,
                            fmt::format("{} needs {} of the bundle and has no RUNPATH to find it", relative, needed),
                            "link it with the linker's -rpath (docs/catalog.md, @{rpath_ldflags})");
    });
    return floor;
}

}  // namespace sf
