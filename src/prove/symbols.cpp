#include "prove/symbols.h"

#include <algorithm>

namespace sf {

Exports::Exports(const Elf& elf) {
    for (const auto& symbol : elf.symbols)
        if (symbol.defined) versions_.emplace(symbol.name, symbol.version);
}

bool Exports::define(const ElfSymbol& undefined) const {
    const auto [first, last] = versions_.equal_range(undefined.name);
    return std::any_of(first, last, [&](const auto& defined) {
        return undefined.version.empty() || defined.second.empty() || defined.second == undefined.version;
    });
}

std::vector<std::string> SymbolResolver::unresolved(const std::string& file, const std::vector<std::string>& programs) {
    std::vector<const Scope*> scopes = {&scope_of(file)};
    for (const auto& program : programs) scopes.push_back(&scope_of(program));
    const auto is_defined = [&](const ElfSymbol& symbol) {
        return std::any_of(scopes.begin(), scopes.end(), [&](const Scope* scope) {
            return std::any_of(scope->begin(), scope->end(),
                               [&](const Exports* exports) { return exports->define(symbol); });
        });
    };
    std::vector<std::string> missing;
    for (const auto& symbol : tree_.files().at(file).symbols) {
        if (symbol.defined || symbol.weak || symbol.name.empty() || is_defined(symbol)) continue;
        missing.push_back(symbol.version.empty() ? symbol.name : symbol.name + "@" + symbol.version);
    }
    std::sort(missing.begin(), missing.end());
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    return missing;
}

const SymbolResolver::Scope& SymbolResolver::scope_of(const std::string& file) {
    const auto found = scopes_.find(file);
    if (found != scopes_.end()) return found->second;
    Scope scope;
    for (const auto* elf : link_closure(tree_, host_, file)) scope.push_back(&exports_of(*elf));
    // libpam loads a PAM module, which takes libpam's functions without naming it as a library that it needs.
    if (file.starts_with("lib/security/"))
        if (const auto* pam = host_.find("libpam.so.0", tree_.files().at(file).machine))
            scope.push_back(&exports_of(*pam));
    return scopes_.emplace(file, std::move(scope)).first->second;
}

const Exports& SymbolResolver::exports_of(const Elf& elf) {
    const auto found = exports_.find(&elf);
    return found != exports_.end() ? found->second : exports_.emplace(&elf, Exports(elf)).first->second;
}

}  // namespace sf
