// slurm-factory completion SHELL: a completion script made from the command line's own description, so that it never
// lags behind.
#include <CLI/CLI.hpp>

#include "cli/choice.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/services.h"
#include "manual/completions.h"

namespace sf {

namespace {

enum class Shell { bash, zsh, fish };

std::string completion(Shell shell, const ManualCommand& program) {
    switch (shell) {
        case Shell::bash:
            return bash_completion(program);
        case Shell::zsh:
            return zsh_completion(program);
        case Shell::fish:
            break;
    }
    return fish_completion(program);
}

}  // namespace

void add_completion_command(CLI::App& app, Services&) {
    auto shell = std::make_shared<Shell>(Shell::bash);
    auto* command = app.add_subcommand("completion", "Print a completion script for bash, zsh or fish");
    command->add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->transform(choice<Shell>({{"bash", Shell::bash}, {"zsh", Shell::zsh}, {"fish", Shell::fish}}));
    command->footer("Example:\n  source <(slurm-factory completion bash)");
    command->callback([&app, shell] { print(completion(*shell, describe_command_line(app))); });
}

}  // namespace sf
