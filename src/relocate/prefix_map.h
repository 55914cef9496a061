// Moves a package from the prefix it was built for to another place.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace sf {

class PrefixMap {
  public:
    // Old prefix -> new one, both absolute and without a '/' at the end. Of two that begin alike the longer one counts.
    explicit PrefixMap(std::map<std::string, std::string> prefixes);

    // Throws Error(usage) where a new prefix is longer than its old one: strings in binaries cannot grow.
    void require_room() const;

    // Replaces every old prefix in a file's content; false if there was none. In text the length may change. In
    // binaries (what has a NUL) each string keeps its length and its tail its place: the new prefix is filled with '/'
    // on its left, which a path allows. That holds for RUNPATHs too, and for strings that share their tails. A prefix
    // that was filled so before can grow into its filling; throws Error(usage) naming `origin` where that is too
    // little.
    bool relocate(std::string& content, const std::string& origin) const;
    // The target of a symbolic link.
    std::string relocate_link(const std::string& target) const;

  private:
    using Found = std::map<std::string, std::string>::const_iterator;

    // The old prefix at `offset`, if it is one and no longer name goes on there.
    Found at(std::string_view content, std::size_t offset) const;

    std::map<std::string, std::string> prefixes_;
    std::string start_;  // of all old prefixes: what is searched for
    std::set<std::size_t, std::greater<>> lengths_;
};

}  // namespace sf
