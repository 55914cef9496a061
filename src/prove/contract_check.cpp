#include "prove/contract_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "prove/symbols.h"

namespace sf {

namespace {

constexpr std::size_t kShownSymbols = 4;

const char* word(CapabilityKind kind) {
    switch (kind) {
        case CapabilityKind::program:
            return "program";
        case CapabilityKind::library:
            return "library";
        case CapabilityKind::plugin:
            return "plugin";
    }
    return "file";
}

std::string shown(const std::vector<std::string>& symbols) {
    const auto count = std::min(symbols.size(), kShownSymbols);
    auto text =
        join(std::vector<std::string>(symbols.begin(), symbols.begin() + static_cast<std::ptrdiff_t>(count)), ", ");
    if (symbols.size() > count) text += fmt::format(" and {} more", symbols.size() - count);
    return text;
}

// A promised file under the name that the tree knows it by, links followed.
std::optional<std::string> tree_name(const ElfTree& tree, const std::string& path) {
    const auto* wanted = tree.find(path);
    if (wanted == nullptr) return std::nullopt;
    for (const auto& [name, elf] : tree.files())
        if (&elf == wanted) return name;
    return std::nullopt;
}

// A driver brings these where there is one.
void forgive_driver_symbols(std::vector<std::string>& missing, const Capability& capability) {
    std::erase_if(missing, [&](const auto& symbol) {
        return std::any_of(capability.driver_symbols.begin(), capability.driver_symbols.end(),
                           [&](const auto& start) { return symbol.starts_with(start); });
    });
}

std::vector<std::string> programs_of(const std::vector<Capability>& capabilities, const ElfTree& tree) {
    std::vector<std::string> programs;
    for (const auto& capability : capabilities)
        if (capability.kind == CapabilityKind::program)
            if (auto name = tree_name(tree, capability.path)) programs.push_back(*name);
    return programs;
}

}  // namespace

std::vector<std::string> missing_capabilities(const std::vector<Capability>& capabilities, const fs::path& view) {
    std::vector<std::string> faults;
    for (const auto& capability : capabilities) {
        const auto path = view / capability.path;
        std::error_code error;
        const auto status = fs::status(path, error);
        if (error || status.type() != fs::file_type::regular) {
            faults.push_back(
                fmt::format("the {} {} is missing ({})", word(capability.kind), capability.name, capability.path));
            continue;
        }
        if (capability.kind == CapabilityKind::program &&
            (status.permissions() & fs::perms::others_exec) == fs::perms::none)
            faults.push_back(fmt::format("the program {} cannot be executed by everybody", capability.path));
    }
    return faults;
}

DriverLibraries driver_libraries(const std::vector<Capability>& capabilities, const ElfTree& tree) {
    DriverLibraries drivers;
    for (const auto& capability : capabilities) {
        if (capability.driver_libraries.empty()) continue;
        if (const auto file = tree_name(tree, capability.path)) drivers.emplace(*file, capability.driver_libraries);
    }
    return drivers;
}

PluginSymbols check_plugin_symbols(const std::vector<Capability>& capabilities, const ElfTree& tree,
                                   HostLibraries& host) {
    PluginSymbols result;
    SymbolResolver resolver(tree, host);
    const auto daemons = programs_of(capabilities, tree);
    for (const auto& plugin : capabilities) {
        if (plugin.kind != CapabilityKind::plugin) continue;
        const auto file = tree_name(tree, plugin.path);
        if (!file) continue;  // missing_capabilities names it
        std::vector<std::string> programs;
        const auto take = [&](const std::string& path, const char* relation) {
            if (auto name = tree_name(tree, path))
                programs.push_back(*name);
            else
                result.faults.push_back(
                    fmt::format("{} {} {}, which the bundle does not have", plugin.path, relation, path));
        };
        for (const auto& program : plugin.hosts) take(program, "is loaded by");
        for (const auto& library : plugin.opens) take(library, "opens");
        auto missing = resolver.unresolved(*file, programs);
        forgive_driver_symbols(missing, plugin);
        if (!missing.empty() && !programs.empty() && resolver.unresolved(*file, daemons).empty()) {
            result.notes.push_back(fmt::format("{} of {} is another daemon's", shown(missing), plugin.name));
            missing.clear();
        }
        if (!missing.empty())
            result.faults.push_back(fmt::format("{} leaves {} undefined in {}", plugin.path, shown(missing),
                                                programs.empty() ? "its own libraries" : join(programs, " and ")));
        const auto proof = missing.empty() ? PluginProof::symbols : PluginProof::none;
        if (plugin.hosts.empty()) result.plugins.push_back({plugin.name, plugin.path, "", proof});
        for (const auto& program : plugin.hosts) result.plugins.push_back({plugin.name, plugin.path, program, proof});
    }
    return result;
}

std::vector<std::string> unresolved_in_programs(const std::vector<Capability>& capabilities, const ElfTree& tree,
                                                HostLibraries& host) {
    std::vector<std::string> faults;
    SymbolResolver resolver(tree, host);
    for (const auto& capability : capabilities) {
        if (capability.kind == CapabilityKind::plugin) continue;
        const auto file = tree_name(tree, capability.path);
        if (!file) continue;  // a script, or missing
        auto missing = resolver.unresolved(*file, {});
        forgive_driver_symbols(missing, capability);
        if (!missing.empty()) faults.push_back(fmt::format("{} leaves {} undefined", capability.path, shown(missing)));
    }
    return faults;
}

}  // namespace sf
