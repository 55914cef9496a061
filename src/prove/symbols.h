// Dynamic symbols: what a file leaves undefined and who defines it. Slurm loads plugins lazily and they import from the
// daemon that loads them, so a dlopen that succeeds says little.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "prove/closure.h"

namespace sf {

// The symbols that one file exports. Views into the Elf, which must outlive it.
class Exports {
  public:
    explicit Exports(const Elf& elf);
    // As ld.so binds: a versioned reference takes that version, or a definition without any; one without a version
    // takes any.
    bool define(const ElfSymbol& undefined) const;

  private:
    std::unordered_multimap<std::string_view, std::string_view> versions_;  // name -> version, "" for none
};

// Resolves files of one view; what each file exports is indexed once.
class SymbolResolver {
  public:
    SymbolResolver(const ElfTree& tree, HostLibraries& host) : tree_(tree), host_(host) {}
    // The undefined symbols of `file` (weak ones excepted) that neither its own closure nor that of any of `programs`
    // defines, sorted, as "name" or "name@VERSION". All names are those of the tree.
    std::vector<std::string> unresolved(const std::string& file, const std::vector<std::string>& programs);

  private:
    using Scope = std::vector<const Exports*>;  // what a process offers, in no order
    const Scope& scope_of(const std::string& file);
    const Exports& exports_of(const Elf& elf);

    const ElfTree& tree_;
    HostLibraries& host_;
    std::map<std::string, Scope> scopes_;
    std::map<const Elf*, Exports> exports_;
};

}  // namespace sf
