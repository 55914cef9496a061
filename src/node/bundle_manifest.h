// The manifest of a bundle as far as an install needs it, gathered while the tarball is read.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "node/relocation.h"
#include "node/slurm_build.h"

namespace sf {

struct ListedEntry {
    bool link = false;
    std::string target;  // of a link
    std::string sha256;  // of a file, with the ranges of the relocation table as zeros
    std::uint64_t size = 0;
    bool executable = false;
};

class BundleManifest {
  public:
    // A document manifest/NAME.json. Those that nobody asks for here are fine. Throws Error(source) for a malformed
    // one.
    void add(const std::string& name, const std::string& text);
    // All that is needed has come.
    bool complete() const { return documents_ == kNeeded; }

    // The rest wants it complete.
    const std::string& name() const { return name_; }  // of the build (layout.h)
    const SlurmBuild& facts() const { return facts_; }
    const RelocationTable& relocation() const { return relocation_; }
    const std::map<std::string, ListedEntry>& files() const { return files_; }  // by path: view/bin/srun
    std::uint64_t unpacked_bytes() const;

  private:
    static constexpr unsigned kNeeded = 4;

    void read_files(const Json& json, const std::string& text);
    void finish();

    Json capabilities_, requirements_;
    std::string files_text_;  // by which the build is named
    unsigned documents_ = 0;
    std::string name_;
    SlurmBuild facts_;
    RelocationTable relocation_;
    std::map<std::string, ListedEntry> files_;
};

}  // namespace sf
