#include "prove/contract_check.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "prove/symbols.h"

namespace sf {

namespace {

constexpr std::size_t kShownSymbols = 4;

const char* word(CapabilityKind kind) {
    switch (kind) {
        case CapabilityKind::program: return "program";
        case CapabilityKind::library: return "library";
        case CapabilityKind::plugin: return "plugin";
    }
    return "file";
}

std::string shown(const std::vector<std::string>& symbols) {
    const auto count = std::min(symbols.size(), kShownSymbols);
    auto text = join(std::vector<std::string>(symbols.begin(), symbols.begin() + static_cast<std::ptrdiff_t>(count)), ", ");
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

}  // namespace

std::vector<std::string> missing_capabilities(const std::vector<Capability>& capabilities, const fs::path& view) {
    std::vector<std::string> faults;
    for (const auto& capability : capabilities) {
        const auto path = view / capability.path;
        std::error_code error;
        const auto status = fs::status(path, error);
        if (error || status.type() != fs::file_type::regular) {
            faults.push_back(fmt::format("the {} {} is missing ({})", word(capability.kind), capability.name, capability.path));
            continue;
        }
        if (capability.kind == CapabilityKind::program && (status.permissions() & fs::perms::others_exec) == fs::perms::none)
            faults.push_back(fmt::format("the program {} cannot be executed by everybody", capability.path));
    }
    return faults;
}

PluginSymbols check_plugin_symbols(const std::vector<Capability>& capabilities, const ElfTree& tree, HostLibraries& host) {
    PluginSymbols result;
    SymbolResolver resolver(tree, host);
    const auto check = [&](const Capability& plugin, const std::string& file, const std::string& program) {
        const auto program_file = program.empty() ? std::optional<std::string>("") : tree_name(tree, program);
        ProvenPlugin proven{plugin.name, plugin.path, program, PluginProof::none};
        if (!program_file) {
            result.faults.push_back(fmt::format("{} is loaded by {}, which the bundle does not have", plugin.path, program));
        } else if (const auto missing = resolver.unresolved(file, *program_file); !missing.empty()) {
            result.faults.push_back(fmt::format("{} leaves {} undefined in {}", plugin.path, shown(missing),
                                                program.empty() ? "its own libraries" : program));
        } else {
            proven.proof = PluginProof::symbols;
        }
        result.plugins.push_back(proven);
    };
    for (const auto& plugin : capabilities) {
        if (plugin.kind != CapabilityKind::plugin) continue;
        const auto file = tree_name(tree, plugin.path);
        if (!file) continue;    // missing_capabilities names it
        if (plugin.hosts.empty()) check(plugin, *file, "");
        for (const auto& program : plugin.hosts) check(plugin, *file, program);
    }
    return result;
}

std::vector<std::string> unresolved_in_programs(const std::vector<Capability>& capabilities, const ElfTree& tree, HostLibraries& host) {
    std::vector<std::string> faults;
    SymbolResolver resolver(tree, host);
    for (const auto& capability : capabilities) {
        if (capability.kind == CapabilityKind::plugin) continue;
        const auto file = tree_name(tree, capability.path);
        if (!file) continue;    // a script, or missing
        if (const auto missing = resolver.unresolved(*file, ""); !missing.empty())
            faults.push_back(fmt::format("{} leaves {} undefined", capability.path, shown(missing)));
    }
    return faults;
}

}  // namespace sf
