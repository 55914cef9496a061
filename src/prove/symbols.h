// Dynamic symbols: what a plugin leaves undefined and who defines it. Slurm loads plugins lazily and they import from the daemon that
// loads them, so a dlopen that succeeds says little.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "prove/closure.h"

namespace sf {

// The symbols that a process offers: those that its program and libraries export.
class SymbolScope {
  public:
    void add(const Elf& elf);
    // As ld.so binds: a versioned reference takes that version, or a definition without any version; one without a version takes any.
    bool defines(const ElfSymbol& undefined) const;

  private:
    // name -> versions that are defined, "" for none. Views into the Elf values, which must outlive the scope.
    std::unordered_map<std::string_view, std::unordered_set<std::string_view>> defined_;
};

// Resolves files of one view against each other. Keeps the scope of every program that it was asked about.
class SymbolResolver {
  public:
    SymbolResolver(const ElfTree& tree, HostLibraries& host) : tree_(tree), host_(host) {}
    // The undefined symbols of `file` (weak ones excepted) that neither its own closure nor the closure of `program` defines, as
    // "name" or "name@VERSION". Both are relative to the view; an empty `program` means the closure alone.
    std::vector<std::string> unresolved(const std::string& file, const std::string& program);

  private:
    const SymbolScope& scope_of(const std::string& file);

    const ElfTree& tree_;
    HostLibraries& host_;
    std::map<std::string, SymbolScope> scopes_;
};

}  // namespace sf
