#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"

namespace sf {

namespace {

std::string names_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const auto& name : option.get_snames()) names.push_back("-" + name);
    for (const auto& name : option.get_lnames()) names.push_back("--" + name);
    return join(names, ", ");
}

// CLI11 joins the type and what its checks say by a colon: "INT:INT in [1 - 9]", "TEXT:{a,b}", "WHAT:a|b",
// "HOST[:PORT]".
void describe_value(const CLI::Option& option, ManualOption& described) {
    const std::string type = option.get_type_name();
    const auto bracket = type.find('[');
    const auto colon = type.find(':');
    described.value = type;
    if (colon == std::string::npos || bracket < colon) return;
    const std::string check = type.substr(colon + 1);
    described.value = type.substr(0, colon);
    if (check.starts_with('{')) {
        described.value = join(split(check.substr(1, check.size() - 2), ','), "|");
    } else if (check.find('|') != std::string::npos) {
        described.value = check;
    } else if (const auto range = check.find('['); range != std::string::npos) {
        described.range = check.substr(range + 1, check.rfind(']') - range - 1);
    }
}

ManualOption describe(const CLI::Option& option) {
    ManualOption described;
    described.names = option.get_positional() ? option.get_name(true) : names_of(option);
    if (option.get_items_expected_max() > 0) describe_value(option, described);
    // Of an argument the name says enough, unless it is one of a few words.
    if (option.get_positional() && described.value.find('|') == std::string::npos) described.value.clear();
    if (!described.value.empty() && option.get_items_expected_min() == 0) described.value = "[" + described.value + "]";
    described.environment = option.get_envname();
    described.default_value = option.get_default_str();
    described.description = option.get_description();
    described.required = option.get_required();
    described.repeatable = option.get_items_expected_max() > 1;
    return described;
}

// Indented lines of the footer are examples; "Example:" is their heading. A command without one inherits its parent's.
void describe_footer(const CLI::App& app, ManualCommand& described) {
    const auto* parent = app.get_parent();
    if (parent && parent->get_footer() == app.get_footer()) return;
    for (const auto& line : split(app.get_footer(), '\n')) {
        if (line.starts_with("  "))
            described.examples.push_back(line.substr(2));
        else if (!line.empty() && !line.starts_with("Example"))
            described.notes.push_back(line);
    }
}

ManualCommand describe(const CLI::App& app, const std::string& parent) {
    const auto full = [&parent](const std::string& name) { return parent.empty() ? name : parent + " " + name; };
    ManualCommand described;
    described.name = full(app.get_name());
    for (const auto& alias : app.get_aliases()) described.aliases.push_back(full(alias));
    described.summary = app.get_description();
    if (described.summary.ends_with('.')) described.summary.pop_back();
    for (const auto* option : app.get_options()) {
        if (option->get_group().empty() || (!parent.empty() && option == app.get_help_ptr())) continue;
        (option->get_positional() ? described.arguments : described.options).push_back(describe(*option));
    }
    describe_footer(app, described);
    for (const auto* command : app.get_subcommands({}))
        if (!command->get_group().empty()) described.commands.push_back(describe(*command, described.name));
    return described;
}

}  // namespace

ManualCommand describe_command_line(const CLI::App& app) {
    return describe(app, "");
}

}  // namespace sf
