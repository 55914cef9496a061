// Where builds lie on a node, and which of them counts:
//
//   PREFIX/24.11.5-1a2b3c4d/      a build: a bundle as unpacked, named by Slurm's version and its files.json
//   PREFIX/generations/N          -> ../24.11.5-1a2b3c4d; one for each switch, 1, 2, 3..., never changed
//   PREFIX/current                -> generations/N; replaced by one rename
//   PREFIX/.new-*                 being unpacked, or being removed; goes with the next change
//   PREFIX/.lock                  flock(2), held for every change
//
// There is no other state. data/slurm_assets/slurm_install.sh of the bundles keeps to the same names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"

namespace sf {

// 24.11.5-1a2b3c4d: a version and the first 8 hex digits of the SHA-256 of manifest/files.json.
std::string build_name(const std::string& slurm, std::string_view files_json);
bool is_build_name(std::string_view name);

struct Generation {
    unsigned number = 0;
    std::string build;            // that it leads to
    bool there = false;           // the build has not been removed
    std::int64_t switched_s = 0;  // unix seconds
};

class NodePrefix {
  public:
    explicit NodePrefix(const std::filesystem::path& root);

    const std::filesystem::path& root() const { return root_; }
    std::filesystem::path build(const std::string& name) const { return root_ / name; }
    std::filesystem::path current_link() const { return root_ / "current"; }
    std::filesystem::path backups() const { return root_ / "backups"; }

    std::vector<std::string> builds() const;      // names, sorted
    std::vector<Generation> generations() const;  // by number
    std::optional<Generation> current() const;    // nothing, too, where `current` is a link of somebody's own
    // What rollback leads to: the newest generation below the current one whose build differs and is there.
    std::optional<Generation> before_current() const;
    // The build of this name, or the only one whose name begins so. Throws Error(usage) with the names there are.
    std::string find_build(const std::string& wanted) const;

    // The rest changes something, under the lock. `waiting` is called once if somebody else holds it.
    FileLock lock(const std::function<void()>& waiting) const;
    void remove_leftovers() const;
    // A folder for a build that becomes one by rename, or goes at the end of the scope.
    TempDir new_folder() const;
    // Makes the synced folder the build of this name.
    void add_build(TempDir& folder, const std::string& name) const;
    Generation add_generation(const std::string& name) const;
    // After a kill at any instant `current` leads where it led, or to this one.
    void make_current(const Generation& generation) const;
    void remove_build(const std::string& name) const;

  private:
    std::filesystem::path generation_link(unsigned number) const;

    std::filesystem::path root_;
};

}  // namespace sf
