// A root filesystem that fake programs make: a toolchain, a task, and a PATH that holds just the programs named.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "base/files.h"
#include "base/text.h"
#include "sandbox/root_task.h"
#include "unit/sandbox/fake_process.h"

namespace sf::test {

class RootFixture : public testing::Test {
  protected:
    RootFixture() {
        toolchain_.name = "bookworm";
        toolchain_.family = "apt";
        toolchain_.archive = "debian";
        toolchain_.suite = "bookworm";
        toolchain_.components = {"main"};
        make_dirs(programs());
        make_dirs(temp_.path() / "staging");
        ::setenv("PATH", programs().c_str(), 1);
    }
    ~RootFixture() override { ::setenv("PATH", path_.c_str(), 1); }

    fs::path programs() const { return temp_.path() / "bin"; }
    void have(const std::string& program) const { write_file_atomic(programs() / program, "#!/bin/sh\n", 0755); }
    RootTask task() const {
        return {toolchain_, {"gcc", "make"}, "bookworm-build", temp_.path() / "staging", temp_.path() / "log"};
    }
    // The words of a command that was run, joined by spaces.
    std::string line(std::size_t index) const { return join(process_.commands.at(index).argv, " "); }

    std::string path_ = std::getenv("PATH");
    TempDir temp_{fs::temp_directory_path(), "sf-root-"};
    Toolchain toolchain_;
    FakeProcess process_;
};

}  // namespace sf::test
