// The content-addressed install tree: home.store()/NAME-VERSION-HASH, one folder per concrete spec, never changed once
// it has its name.
#pragma once

#include <filesystem>
#include <functional>

#include "base/files.h"
#include "base/home.h"
#include "base/json.h"
#include "spec/spec.h"

namespace sf {

class Store {
  public:
    explicit Store(Home home) : home_(std::move(home)) {}

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
    void remove(const Spec& spec) const;
    // Removes what killed runs left under temporary names, except where a builder is at work now.
    void sweep() const;

  private:
    Home home_;
};

}  // namespace sf
