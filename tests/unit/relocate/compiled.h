// Real ELF files for tests, made with the compiler of the machine.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/files.h"
#include "base/process.h"

namespace sf::testing {

// A padded prefix as builds have it: 128 characters.
inline std::string padded(const std::string& store_name) {
    std::string prefix = "/opt/slurm-factory/__padding__";
    prefix.append(128 - prefix.size() - 1 - store_name.size(), '_');
    return prefix + "/" + store_name;
}

inline std::string sh(const std::string& script) {
    const auto process = make_system_process();
    Command command;
    command.argv = {"/bin/sh", "-ec", script};
    return run_checked(*process, command, "test script");
}

// FOLDER/lib/libhello.so.1 and FOLDER/bin/hello, which needs it; both linked with the RUNPATH `rpath`.
inline void compile_hello(const fs::path& folder, const std::string& rpath) {
    make_dirs(folder / "bin");
    make_dirs(folder / "lib");
    write_file_atomic(folder / "hello.c", "int hello(void) { return 42; }\n");
    write_file_atomic(
        folder / "main.c",
        "#include <stdio.h>\nint hello(void);\nint main(void) { printf(\"%d\\n\", hello()); return 0; }\n");
    sh(
        fmt::format("cd '{0}'; gcc -shared -fPIC -Wl,-soname,libhello.so.1 -Wl,--enable-new-dtags -Wl,-rpath,{1} "
                    "-o lib/libhello.so.1 hello.c; gcc -Wl,--enable-new-dtags -Wl,-rpath,{1} -o bin/hello main.c "
                    "lib/libhello.so.1; rm hello.c main.c",
                    folder.string(), rpath));
}

}  // namespace sf::testing
