#include "buildcache/merged_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/error.h"
#include "base/process.h"
#include "relocate/mapped_file.h"

namespace sf {
namespace {

constexpr const char* kCurrent = ".view";
constexpr const char* kNext = ".view.next";
constexpr const char* kLock = ".view.lock";
constexpr std::string_view kTree = ".view-";
constexpr const char* kPackages = ".packages";

bool is_hidden(const fs::path& name) {
    return name.string().starts_with('.');
}

// Where a link leads by its own words; empty for what is none.
fs::path target_of(const fs::path& link) {
    std::error_code none;
    return fs::read_symlink(link, none);
}

fs::path top_target(const fs::path& name) {
    return fs::path(kCurrent) / name;
}

std::vector<fs::path> names_in(const fs::path& folder) {
    std::vector<fs::path> names;
    if (!fs::is_directory(folder)) return names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
}

// Whether the view may take one for the other. Two links to folders are not the same, whatever they say: each leads to
// the files of its own package.
bool are_same(const fs::path& a, const fs::path& b) {
    const auto left = fs::symlink_status(a), right = fs::symlink_status(b);
    if (left.type() != right.type()) return false;
    std::error_code broken;
    if (left.type() == fs::file_type::symlink) return target_of(a) == target_of(b) && !fs::is_directory(a, broken);
    if (left.type() == fs::file_type::directory) return true;
    return left.permissions() == right.permissions() && same_content(a, b);
}

class TreeBuilder {
  public:
    explicit TreeBuilder(const fs::path& tree) : tree_(tree) { make_dirs(tree_ / kPackages); }

    void add(const ViewedPackage& package) {
        throw_if_interrupted();
        const std::string shown = package.prefix.filename().string();
        const fs::path mark = tree_ / kPackages / package.name;
        if (const auto other = target_of(mark); !other.empty())
            throw Error(ErrorKind::usage,
                        fmt::format("{} and {} cannot both be in one view", other.filename().string(), shown),
                        "install them to a --store, or to two views");
        make_link(package.prefix, mark);
        walk_sorted(package.files, [&](const fs::directory_entry& entry, const std::string& relative) {
            if (is_hidden(relative)) return;
            const auto [known, is_new] = files_.try_emplace(relative, File{shown, entry.path()});
            if (!is_new && !are_same(known->second.path, entry.path()))
                throw Error(
                    ErrorKind::usage,
                    fmt::format("{} and {} both have {}, and not the same", known->second.package, shown, relative),
                    "install them to a --store, or to two views");
            if (is_new) place(entry, package.prefix / relative, tree_ / relative);
        });
    }

  private:
    struct File {
        std::string package;
        fs::path path;
    };

    static void place(const fs::directory_entry& entry, const fs::path& file, const fs::path& to) {
        if (entry.is_directory() && !entry.is_symlink())
            make_dirs(to);
        else
            make_link(file, to);
    }

    fs::path tree_;
    std::map<std::string, File> files_;  // by path relative to the prefix
};

// What a user has put there himself is not replaced.
void require_free_top_names(const fs::path& folder, const fs::path& tree) {
    for (const auto& name : names_in(tree)) {
        const fs::path there = folder / name;
        const bool is_free = is_hidden(name) || !fs::exists(fs::symlink_status(there));
        if (!is_free && target_of(there) != top_target(name))
            throw Error(ErrorKind::usage, there.string() + " is there already, and not as part of a view",
                        "choose another folder for --view");
    }
}

}  // namespace

MergedView::MergedView(fs::path folder, const std::function<void()>& waiting)
    : folder_(std::move(folder)), lock_(folder_ / kLock, waiting) {}

MergedView::~MergedView() {
    if (staged_.empty()) return;
    try {
        remove_tree(staged_);
    } catch (const Error&) {
        // A destructor must not throw; the next run removes it.
    }
}

// What has been removed from its store since is left out.
std::vector<ViewedPackage> MergedView::current_packages() const {
    std::vector<ViewedPackage> packages;
    const fs::path marks = folder_ / kCurrent / kPackages;
    for (const auto& name : names_in(marks)) {
        const fs::path prefix = target_of(marks / name);
        if (fs::exists(prefix / ".spack/spec.json")) packages.push_back({name.string(), prefix, prefix});
    }
    return packages;
}

void MergedView::stage(std::vector<ViewedPackage> packages) {
    remove_other_trees();
    for (auto& old : current_packages()) {
        const bool replaced = std::any_of(packages.begin(), packages.end(),
                                          [&](const ViewedPackage& package) { return package.name == old.name; });
        if (!replaced) packages.push_back(std::move(old));
    }
    // The same tree for the same packages, in whatever order they came.
    std::sort(packages.begin(), packages.end(),
              [](const ViewedPackage& a, const ViewedPackage& b) { return a.prefix < b.prefix; });
    const std::string current = target_of(folder_ / kCurrent).string();
    const int number = current.starts_with(kTree) ? std::atoi(current.c_str() + kTree.size()) : 0;
    staged_ = folder_ / fmt::format("{}{}", kTree, number + 1);
    TreeBuilder builder(staged_);
    for (const auto& package : packages) builder.add(package);
    require_free_top_names(folder_, staged_);
    sync_filesystem(folder_);
}

void MergedView::publish() {
    add_top_names();
    replace_link(staged_.filename(), folder_ / kCurrent, folder_ / kNext);
    staged_.clear();
    remove_lost_top_names();
    remove_other_trees();
}

// Before the rename: until then a new name leads to nothing.
void MergedView::add_top_names() const {
    for (const auto& name : names_in(staged_))
        if (!is_hidden(name) && target_of(folder_ / name).empty()) make_link(top_target(name), folder_ / name);
}

void MergedView::remove_lost_top_names() const {
    for (const auto& name : names_in(folder_))
        if (target_of(folder_ / name) == top_target(name) && !fs::exists(fs::symlink_status(folder_ / kCurrent / name)))
            fs::remove(folder_ / name);
}

void MergedView::remove_other_trees() const {
    const fs::path current = target_of(folder_ / kCurrent);
    for (const auto& name : names_in(folder_))
        if (name.string().starts_with(kTree) && name != current) remove_tree(folder_ / name);
}

}  // namespace sf
