// slurm-factory completion SHELL: a completion script made from the command line's own description, so that it never
// lags behind.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/services.h"

namespace sf {

namespace {

struct Words {
    std::string path;                // "toolchain list"; empty for the program
    std::vector<std::string> words;  // commands, then options
};

void collect(const CLI::App& app, const std::string& path, std::vector<Words>& out) {
    Words here{path, {}};
    for (const auto* command : app.get_subcommands({})) {
        here.words.push_back(command->get_name());
        for (const auto& alias : command->get_aliases()) here.words.push_back(alias);
    }
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames()) here.words.push_back("--" + name);
    out.push_back(here);
    for (const auto* command : app.get_subcommands({})) {
        auto below = path.empty() ? command->get_name() : path + " " + command->get_name();
        collect(*command, below, out);
        for (const auto& alias : command->get_aliases())
            collect(*command, path.empty() ? alias : path + " " + alias, out);
    }
}

// The values of --toolchain and --slurm-version come from the catalog when completing, so that overlays count.
constexpr const char* kBashValues = R"bash(    case "$prev" in
        --toolchain|--on) COMPREPLY=($(compgen -W "$(slurm-factory toolchain list 2>/dev/null | awk 'NR>1{print $1}')" -- "$cur")); return;;
        --slurm-version) COMPREPLY=($(compgen -W "$(slurm-factory release list 2>/dev/null | awk 'NR>1{print $1, $2}')" -- "$cur")); return;;
        --sources) COMPREPLY=($(compgen -W "upstream debian auto" -- "$cur")); return;;
        --target) COMPREPLY=($(compgen -W "x86_64 x86_64_v2 x86_64_v3 x86_64_v4 aarch64 native" -- "$cur")); return;;
        --compress) COMPREPLY=($(compgen -W "gzip zstd" -- "$cur")); return;;
        --format) COMPREPLY=($(compgen -W "tree json dot man markdown" -- "$cur")); return;;
        --output-dir|--output|--catalog|--home|--store) COMPREPLY=($(compgen -d -- "$cur")); return;;
    esac
)bash";

std::string bash_script(const std::vector<Words>& levels) {
    std::string script =
        "# bash completion of slurm-factory: source <(slurm-factory completion bash)\n_slurm_factory() {\n";
    script +=
        "    local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\" path=\"\" word words=\"\"\n";
    script += kBashValues;
    script +=
        "    for word in \"${COMP_WORDS[@]:1:$((COMP_CWORD-1))}\"; do\n        case \"${path:+$path }$word\" in\n";
    std::vector<std::string> paths;
    for (const auto& level : levels)
        if (!level.path.empty()) paths.push_back("\"" + level.path + "\"");
    script += "            " + join(paths, "|") +
              ") path=\"${path:+$path }$word\";;\n        esac\n    done\n    case \"$path\" in\n";
    for (const auto& level : levels)
        script += fmt::format("        \"{}\") words=\"{}\";;\n", level.path, join(level.words, " "));
    script += "    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n";
    script += "    [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$cur\"))\n}\n";
    return script + "complete -o filenames -F _slurm_factory slurm-factory\n";
}

// As a file of fpath (_slurm-factory) it is the body of the function that completes: the first time it has to do so
// itself.
std::string zsh_script(const std::vector<Words>& levels) {
    return "#compdef slurm-factory\nautoload -U +X bashcompinit && bashcompinit\n" + bash_script(levels) +
           "[ \"${funcstack[1]}\" != _slurm-factory ] || _bash_complete -o filenames -F _slurm_factory\n";
}

std::string fish_script(const std::vector<Words>& levels) {
    std::string script =
        "# fish completion of slurm-factory: slurm-factory completion fish | source\ncomplete -c slurm-factory -f\n";
    for (const auto& level : levels) {
        std::string condition = "__fish_use_subcommand";
        if (!level.path.empty()) condition = "__fish_seen_subcommand_from " + split(level.path, ' ').back();
        for (const auto& word : level.words) {
            bool option = word.rfind("--", 0) == 0;
            script += fmt::format("complete -c slurm-factory -n '{}' {} {}\n", condition, option ? "-l" : "-a",
                                  option ? word.substr(2) : word);
        }
    }
    return script;
}

}  // namespace

void add_completion_command(CLI::App& app, Services&) {
    auto shell = std::make_shared<std::string>();
    auto* command = app.add_subcommand("completion", "Print a completion script for bash, zsh or fish");
    command->add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command->footer("Example:\n  source <(slurm-factory completion bash)");
    command->callback([&app, shell] {
        std::vector<Words> levels;
        collect(app, "", levels);
        print(*shell == "bash" ? bash_script(levels) : *shell == "zsh" ? zsh_script(levels) : fish_script(levels));
    });
}

}  // namespace sf
