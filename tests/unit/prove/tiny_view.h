// A view of tiny ELF files, compiled when a test asks for them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "relocate/relocate.h"

namespace sf::test {

class TinyView {
  public:
    TinyView() : scratch_(fs::temp_directory_path(), "prove-test-") {
        for (const auto* folder : {"view/bin", "view/sbin", "view/lib/slurm", "manifest"})
            make_dirs(scratch_.path() / folder);
    }

    fs::path root() const { return scratch_.path(); }
    fs::path view() const { return scratch_.path() / "view"; }

    // `more` are further words for gcc; the default RUNPATH is the one that a bundle has.
    void program(const std::string& name, const std::string& code, std::vector<std::string> more = {}) {
        program_with_runpath(name, code, view_runpath(name), std::move(more));
    }
    void program_with_runpath(const std::string& name, const std::string& code, const std::string& runpath,
                              std::vector<std::string> more = {}) {
        compile(name, code, std::move(more), runpath);
    }
    void library(const std::string& name, const std::string& code, std::vector<std::string> more = {}) {
        library_with_runpath(name, code, view_runpath(name), std::move(more));
    }
    void library_with_runpath(const std::string& name, const std::string& code, const std::string& runpath,
                              std::vector<std::string> more = {}) {
        more.insert(more.end(), {"-shared", "-fPIC", "-Wl,-soname," + fs::path(name).filename().string()});
        compile(name, code, std::move(more), runpath);
    }
    // For gcc: links lib/NAME of this view.
    std::string links(const std::string& name) const { return (view() / name).string(); }

  private:
    void compile(const std::string& name, const std::string& code, std::vector<std::string> more,
                 const std::string& runpath) {
        const auto source = scratch_.path() / "code.c";
        write_file_atomic(source, code);
        make_dirs((view() / name).parent_path());
        Command gcc;
        gcc.argv = {"gcc",
                    "-o",
                    (view() / name).string(),
                    source.string(),
                    "-Wl,--enable-new-dtags",
                    "-Wl,-z,lazy",
                    "-Wl,--allow-shlib-undefined"};
        if (!runpath.empty()) gcc.argv.push_back("-Wl,-rpath," + runpath);
        gcc.argv.insert(gcc.argv.end(), more.begin(), more.end());
        const auto finished = make_system_process()->run(gcc);
        ASSERT_TRUE(finished.ok()) << finished.err;
        fs::remove(source);
    }

    TempDir scratch_;
};

}  // namespace sf::test
