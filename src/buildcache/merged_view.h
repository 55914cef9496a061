// Packages of a store as one tree (bin, lib, share, ...), like a view of Spack.
//
//   DIR/bin -> .view/bin      a name at the top of any package; what begins with a dot, as .spack does, stays out
//   DIR/.view -> .view-7      the current tree: folders, and a link for everything else
//   DIR/.view/.packages/NAME -> PREFIX      whose files it has
//
// One rename, of DIR/.view, makes a tree the current one.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"

namespace sf {

struct ViewedPackage {
    std::string name;
    std::filesystem::path prefix;  // where links lead; absolute
    std::filesystem::path files;   // where its files are now: the prefix, or the folder that is to be renamed to it
};

class MergedView {
  public:
    // Makes the folder. One run changes a view: another one's end is waited for, and `waiting` called once before.
    MergedView(std::filesystem::path folder, const std::function<void()>& waiting);
    // A tree that was staged and not published is removed.
    ~MergedView();
    MergedView(const MergedView&) = delete;
    MergedView& operator=(const MergedView&) = delete;

    // Makes the next tree, of `packages` and of those that the current one has under other names, and syncs it; the
    // view stays as it is. Throws Error(usage) naming both for two packages of one name, for two that have different
    // files of one name, and for a folder that has such a name of its own at the top.
    void stage(std::vector<ViewedPackage> packages);
    // Makes the staged tree the current one and removes the one before. After a kill at any instant the view is the old
    // one or the new one, whole.
    void publish();

  private:
    std::vector<ViewedPackage> current_packages() const;
    void add_top_names() const;
    void remove_lost_top_names() const;
    void remove_other_trees() const;

    std::filesystem::path folder_;
    FileLock lock_;
    std::filesystem::path staged_;  // empty: none
};

}  // namespace sf
