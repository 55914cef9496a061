// slurm-factory man: the manual, made from the command line's own description, so that it never lags behind.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"
#include "cli/choice.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/services.h"
#include "manual/man_page.h"
#include "manual/reference.h"

namespace sf {

namespace {

enum class ManualFormat { man, markdown };

struct ManCommand {
    std::vector<std::string> words;
    ManualFormat format = ManualFormat::man;
    std::string output;

    void run(const CLI::App& app) const {
        const Manual manual{describe_command_line(app), SF_VERSION, SF_VERSION_DATE};
        if (format == ManualFormat::markdown)
            put({{"reference.md", reference_markdown(manual)}});
        else if (output.empty())
            print(man_page(manual, wanted(manual.program)));
        else
            put(man_pages(manual));
    }

  private:
    const ManualCommand& wanted(const ManualCommand& program) const {
        std::string name = program.name;
        for (const auto& word : words) name += " " + word;
        std::vector<std::string> known;
        for (const auto* command : all_commands(program)) {
            if (command->name == name) return *command;
            for (const auto& alias : command->aliases)
                if (alias == name) return *command;
            known.push_back(command->name);
        }
        throw Error(ErrorKind::usage, "there is no command '" + name + "'",
                    "did you mean " + join(nearest(name, known), ", ") + "?");
    }

    void put(const std::map<std::string, std::string>& files) const {
        if (output.empty()) return print(files.begin()->second);
        make_dirs(output);
        for (const auto& [name, text] : files) write_file_atomic(fs::path(output) / name, text);
    }
};

}  // namespace

void add_man_command(CLI::App& app, Services&) {
    auto options = std::make_shared<ManCommand>();
    auto* command =
        app.add_subcommand("man", "Print the manual of the program or of a command, or write all its pages");
    command->add_option("COMMAND", options->words, "the command, such as plan or buildcache push");
    command->add_option("--output", options->output, "folder that gets the pages, instead of stdout")->type_name("DIR");
    command->add_option("--format", options->format, "man pages, or the command reference in Markdown")
        ->default_str("man")
        ->type_name("FORMAT")
        ->transform(choice<ManualFormat>({{"man", ManualFormat::man}, {"markdown", ManualFormat::markdown}}));
    command->footer(
        "Examples:\n"
        "  slurm-factory man build-slurm | man -l -\n"
        "  slurm-factory man --output ~/.local/share/man/man1\n"
        "  slurm-factory man --format markdown --output docs");
    command->callback([options, &app] { options->run(app); });
}

}  // namespace sf
