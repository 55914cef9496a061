// The making of one root filesystem: what every way of making one is told, and how it runs its steps.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/process.h"
#include "catalog/catalog.h"

namespace sf {

struct RootTask {
    const Toolchain& toolchain;
    std::vector<std::string> packages;
    std::string label;              // bookworm-build, for messages
    std::filesystem::path staging;  // an empty folder for everything that comes into being
    std::filesystem::path log;      // what the steps print is appended to it

    std::filesystem::path root() const { return staging / "root"; }
};

// Throws Error(host) with the last lines of the log if the command fails. `what` goes into the message: "WHAT failed".
// `env`: the whole environment; absent: inherited.
void run_step(Process& process, const RootTask& task, std::vector<std::string> argv, const std::string& what,
              std::optional<std::map<std::string, std::string>> env = {});

// Throws Error(host) that names the package to install; distributions give it the program's name.
void require_program(const std::string& name, const std::string& purpose);

// Folders that neither a build nor a proof reads, below /usr/share.
const std::vector<std::string>& unread_folders();

}  // namespace sf
