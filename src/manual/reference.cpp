#include "manual/reference.h"

#include <fmt/format.h>

#include <algorithm>

#include "manual/exit_statuses.h"
#include "manual/home_files.h"

namespace sf {

namespace {

constexpr const char* kIntroduction =
    "# Command reference\n\n"
    "Written by `slurm-factory man --format markdown` from what `--help` is made of; not to be edited.\n"
    "[commands.md](commands.md) explains more.\n";

std::string replaced(const std::string& text, char wanted, const std::string& by) {
    std::string result;
    for (const char c : text) result += c == wanted ? by : std::string(1, c);
    return result;
}

// Text in a cell of a table: `<` would begin a tag, `*` emphasis.
std::string cell(const std::string& text) {
    return replaced(replaced(replaced(text, '|', "\\|"), '<', "\\<"), '*', "\\*");
}

std::string code(const std::string& text) {
    return text.empty() ? "" : "`" + replaced(text, '|', "\\|") + "`";
}

std::string anchor(const std::string& heading) {
    return replaced(heading, ' ', "-");
}

std::string option_table(const std::vector<ManualOption>& options, const std::string& title) {
    if (options.empty()) return "";
    const bool set_by_environment =
        std::any_of(options.begin(), options.end(), [](const auto& option) { return !option.environment.empty(); });
    std::string text = set_by_environment ? fmt::format("\n| {} | environment | meaning |\n|---|---|---|\n", title)
                                          : fmt::format("\n| {} | meaning |\n|---|---|\n", title);
    for (const auto& option : options) {
        const auto names = code(option.value.empty() ? option.names : option.names + " " + option.value);
        text += set_by_environment
                    ? fmt::format("| {} | {} | {} |\n", names, code(option.environment), cell(meaning(option)))
                    : fmt::format("| {} | {} |\n", names, cell(meaning(option)));
    }
    return text;
}

std::string command_table(const ManualCommand& command) {
    if (command.commands.empty()) return "";
    std::string text = "\n| command | meaning |\n|---|---|\n";
    for (const auto& below : command.commands)
        text += fmt::format("| [{}](#{}) | {} |\n", below.name.substr(command.name.size() + 1), anchor(below.name),
                            cell(below.summary));
    return text;
}

std::string chapter(const ManualCommand& command) {
    std::string text = fmt::format("\n## {}\n\n{}.", command.name, command.summary);
    for (const auto& alias : command.aliases) text += fmt::format(" `{}` is the same.", alias);
    text += fmt::format("\n\n```\n{}\n```\n", usage(command));
    text +=
        command_table(command) + option_table(command.arguments, "argument") + option_table(command.options, "option");
    if (!command.examples.empty()) text += "\n```sh\n";
    for (const auto& line : command.examples) text += line + "\n";
    return command.examples.empty() ? text : text + "```\n";
}

}  // namespace

std::string reference_markdown(const Manual& manual) {
    std::string text = kIntroduction;
    for (const auto* command : all_commands(manual.program)) text += chapter(*command);
    text += "\n## Exit statuses\n\n| status | meaning |\n|---|---|\n";
    for (const auto& status : exit_statuses()) text += fmt::format("| {} | {} |\n", status.status, status.meaning);
    text += "\n## Files\n\n| file | meaning |\n|---|---|\n";
    for (const auto& file : home_files()) text += fmt::format("| `{}` | {} |\n", file.path, file.meaning);
    return text;
}

}  // namespace sf
