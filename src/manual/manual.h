// The command line as a value: what man pages and the reference are made of, so that they say what --help says.
#pragma once

#include <string>
#include <vector>

namespace sf {

// An option (`names` is "-j, --jobs") or an argument (`names` is "PACKAGE").
struct ManualOption {
    std::string names;
    std::string value;          // "DIR", "gzip|zstd"; empty for a flag
    std::string range;          // "1 - 1024" where numbers are bounded
    std::string environment;    // SLURM_FACTORY_JOBS
    std::string default_value;  // in the words of --help
    std::string description;
    bool required = false;
    bool repeatable = false;
};

struct ManualCommand {
    std::string name;                  // "slurm-factory buildcache push"
    std::vector<std::string> aliases;  // in full as well
    std::string summary;               // without a full stop
    std::vector<ManualOption> arguments, options;
    std::vector<std::string> examples;  // command lines
    std::vector<std::string> notes;     // what else --help ends with
    std::vector<ManualCommand> commands;
};

struct Manual {
    ManualCommand program;
    std::string version;
    std::string date;  // of the version: 2026-11-21
};

// "slurm-factory toolchain create [OPTIONS] NAME".
std::string usage(const ManualCommand& command);

// The description, what a number may be and the default, which the description may name itself.
std::string meaning(const ManualOption& option);

// The program and all commands below it, parents first, in the order of --help.
std::vector<const ManualCommand*> all_commands(const ManualCommand& program);

}  // namespace sf
