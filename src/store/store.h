// The content-addressed install tree: FOLDER/NAME-VERSION-HASH, one folder per concrete spec, never changed once
// it has its name.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "base/files.h"
#include "base/home.h"
#include "base/json.h"
#include "spec/spec.h"

namespace sf {

class Store {
  public:
    explicit Store(const Home& home) : Store(home.store(), home.locks()) {}
    // Packages in `folder`, whose locks lie in `locks`.
    Store(std::filesystem::path folder, std::filesystem::path locks)
        : folder_(std::move(folder)), locks_(std::move(locks)) {}

    std::filesystem::path path(const Spec& spec) const;
    // Present and whole (its .spack/spec.json names this hash).
    bool has(const Spec& spec) const;
    // One builder per package on this machine; another waits (and is told so), then finds the package present.
    FileLock lock(const Spec& spec, const std::function<void()>& waiting) const;
    // A fresh folder to install into; leftovers of a killed run are removed first. Call with the lock held.
    std::filesystem::path begin(const Spec& spec) const;
    // Writes .spack/spec.json, takes the files' write permission away, fsyncs, renames to the final name. What has that
    // name already is replaced. Folders stay writable, so that a tree can be removed by its owner.
    void commit(const Spec& spec, const Json& spec_json, const std::filesystem::path& staged) const;
    // The end of commit() alone, for what is complete and on the disk: renames to the final name.
    void publish(const Spec& spec, const std::filesystem::path& staged) const;
    // Every package, sorted by folder name: its whole spec.json, root first. Damaged ones are left out.
    std::vector<Json> spec_jsons() const;
    void remove(const Spec& spec) const;
    // Removes what killed runs left under temporary names, except where a builder is at work now.
    void sweep() const;

  private:
    std::filesystem::path folder_, locks_;
};

}  // namespace sf
