#include "manual/manual.h"

namespace sf {

namespace {

void collect_commands(const ManualCommand& command, std::vector<const ManualCommand*>& found) {
    found.push_back(&command);
    for (const auto& below : command.commands) collect_commands(below, found);
}

}  // namespace

std::string usage(const ManualCommand& command) {
    std::string line = command.name;
    if (!command.options.empty()) line += " [OPTIONS]";
    if (!command.commands.empty()) line += " COMMAND";
    for (const auto& argument : command.arguments) {
        const std::string word = argument.names + (argument.repeatable ? "..." : "");
        line += argument.required ? " " + word : " [" + word + "]";
    }
    return line;
}

std::string meaning(const ManualOption& option) {
    std::string text = option.description;
    if (!option.range.empty()) text += " (" + option.range + ")";
    if (!option.default_value.empty()) text += " (default: " + option.default_value + ")";
    return text;
}

std::vector<const ManualCommand*> all_commands(const ManualCommand& program) {
    std::vector<const ManualCommand*> found;
    collect_commands(program, found);
    return found;
}

}  // namespace sf
