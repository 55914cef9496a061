#include "manual/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "manual/exit_statuses.h"
#include "manual/home_files.h"

namespace sf {

namespace {

// Text as roff has it. A hyphen stands for itself in options and commands, so that they can be copied; a line must not
// begin with a control character.
std::string roff(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '\\':
                escaped += "\\e";
                break;
            case '-':
                escaped += "\\-";
                break;
            case '"':
                escaped += "\\(dq";
                break;
            case '\'':
                escaped += "\\(aq";
                break;
            case '`':
                escaped += "\\(ga";
                break;
            case '~':
                escaped += "\\(ti";
                break;
            case '^':
                escaped += "\\(ha";
                break;
            default:
                escaped += c;
        }
    }
    return escaped.starts_with('.') ? "\\&" + escaped : escaped;
}

std::string bold(const std::string& text) {
    return "\\fB" + roff(text) + "\\fR";
}
std::string italic(const std::string& text) {
    return "\\fI" + roff(text) + "\\fR";
}

std::string section(const std::string& name, const std::string& body) {
    return body.empty() ? "" : ".SH " + name + "\n" + body;
}

std::string entry(const std::string& tag, const std::string& text) {
    return fmt::format(".TP\n{}\n{}\n", tag, text);
}

std::string sentence(const std::string& text) {
    return text.ends_with('.') ? text : text + ".";
}

std::string synopsis(const Manual& manual, const ManualCommand& command) {
    const auto line = usage(command);
    const auto options = line.substr(command.name.size());
    std::string text = fmt::format("{}{}\n", bold(command.name), italic(options));
    for (const auto& alias : command.aliases) text += fmt::format(".br\n{}{}\n", bold(alias), italic(options));
    return &command == &manual.program ? text + fmt::format(".br\n{}\n", bold(command.name + " --version")) : text;
}

std::string option_list(const std::vector<ManualOption>& options) {
    std::string text;
    for (const auto& option : options) {
        std::vector<std::string> names;
        for (const auto& name : split(option.names, ',')) names.push_back(bold(std::string(trim(name))));
        auto tag = join(names, ", ");
        if (!option.value.empty()) tag += " " + italic(option.value);
        auto says = roff(sentence(meaning(option)));
        if (!option.environment.empty()) says += "\nEnvironment: " + bold(option.environment) + ".";
        text += entry(tag, says);
    }
    return text;
}

std::string see(const std::string& command) {
    return bold(page_name(command)) + "(1)";
}

std::string command_list(const ManualCommand& command) {
    std::string text;
    for (const auto& below : command.commands)
        text += entry(bold(below.name.substr(command.name.size() + 1)),
                      roff(sentence(below.summary)) + "\nSee " + see(below.name) + ".");
    return text;
}

std::string example_list(const ManualCommand& command) {
    if (command.examples.empty()) return "";
    std::string text = ".nf\n";
    for (const auto& line : command.examples) text += roff(line) + "\n";
    return text + ".fi\n";
}

std::string status_list() {
    std::string text;
    for (const auto& status : exit_statuses())
        text += entry(bold(std::to_string(status.status)), roff(sentence(status.meaning)));
    return text;
}

std::string file_list() {
    std::string text;
    for (const auto& file : home_files()) text += entry(italic(file.path), roff(sentence(file.meaning)));
    return text + ".PP\n" + bold("--home") + " puts them elsewhere.\n";
}

// The page above, those below, and those beside.
std::string see_also(const Manual& manual, const ManualCommand& command) {
    std::vector<std::string> pages;
    for (const auto* other : all_commands(manual.program)) {
        const auto parent = other->name.substr(0, other->name.rfind(' '));
        const auto own_parent = command.name.substr(0, command.name.rfind(' '));
        const bool above = own_parent == other->name;
        if (other != &command && (above || parent == command.name || parent == own_parent))
            pages.push_back(see(other->name));
    }
    return pages.empty() ? "" : join(pages, ",\n") + "\n";
}

}  // namespace

std::string page_name(const std::string& command) {
    auto name = command;
    std::replace(name.begin(), name.end(), ' ', '-');
    return name;
}

std::string man_page(const Manual& manual, const ManualCommand& command) {
    const bool whole = &command == &manual.program;
    auto title = page_name(command.name);
    std::transform(title.begin(), title.end(), title.begin(), [](unsigned char c) { return std::toupper(c); });
    std::string description = roff(sentence(command.summary)) + "\n";
    if (!whole) description += fmt::format("The global options of {} are taken too.\n", see(manual.program.name));
    for (const auto& note : command.notes) description += ".PP\n" + roff(sentence(note)) + "\n";

    return fmt::format(".TH {} 1 {} \"{} {}\" \"User Commands\"\n.nh\n.ad l\n", roff(title), manual.date,
                       manual.program.name, manual.version) +
           section("NAME", fmt::format("{} \\- {}\n", roff(page_name(command.name)), roff(command.summary))) +
           section("SYNOPSIS", synopsis(manual, command)) + section("DESCRIPTION", description) +
           section("COMMANDS", command_list(command)) + section("ARGUMENTS", option_list(command.arguments)) +
           section("OPTIONS", option_list(command.options)) + section("EXAMPLES", example_list(command)) +
           section("EXIT STATUS", status_list()) + section("FILES", file_list()) +
           section("SEE ALSO", see_also(manual, command));
}

std::map<std::string, std::string> man_pages(const Manual& manual) {
    std::map<std::string, std::string> pages;
    for (const auto* command : all_commands(manual.program))
        pages[page_name(command->name) + ".1"] = man_page(manual, *command);
    return pages;
}

}  // namespace sf
