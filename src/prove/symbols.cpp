#include "prove/symbols.h"

#include <algorithm>

namespace sf {

void SymbolScope::add(const Elf& elf) {
    for (const auto& symbol : elf.symbols)
        if (symbol.defined) defined_[symbol.name].insert(symbol.version);
}

bool SymbolScope::defines(const ElfSymbol& undefined) const {
    const auto found = defined_.find(undefined.name);
    if (found == defined_.end()) return false;
    const auto& versions = found->second;
    return undefined.version.empty() || versions.count(undefined.version) != 0 || versions.count("") != 0;
}

std::vector<std::string> SymbolResolver::unresolved(const std::string& file, const std::string& program) {
    const auto& own = scope_of(file);
    std::vector<std::string> missing;
    for (const auto& symbol : tree_.files().at(file).symbols) {
        if (symbol.defined || symbol.weak || symbol.name.empty() || own.defines(symbol)) continue;
        if (!program.empty() && scope_of(program).defines(symbol)) continue;
        missing.push_back(symbol.version.empty() ? symbol.name : symbol.name + "@" + symbol.version);
    }
    std::sort(missing.begin(), missing.end());
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    return missing;
}

const SymbolScope& SymbolResolver::scope_of(const std::string& file) {
    auto found = scopes_.find(file);
    if (found != scopes_.end()) return found->second;
    SymbolScope scope;
    for (const auto* elf : link_closure(tree_, host_, file)) scope.add(*elf);
    return scopes_.emplace(file, std::move(scope)).first->second;
}

}  // namespace sf
