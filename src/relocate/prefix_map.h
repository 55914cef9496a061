// Moves a package from the prefix it was built for to another place.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace sf {

class PrefixMap {
  public:
    // Old prefix -> new one, both absolute and without a '/' at the end. Throws Error(usage) where the new one is
    // longer: strings in binaries cannot grow.
    explicit PrefixMap(std::map<std::string, std::string> prefixes);

    // Replaces every old prefix in a file's content; false if there was none. In text the length may change. In
    // binaries (what has a NUL) each string keeps its length and its tail its place: the new prefix is filled with '/'
    // on its left, which a path allows. That holds for RUNPATHs too, and for strings that share their tails.
    bool relocate(std::string& content) const;
    // The target of a symbolic link.
    std::string relocate_link(const std::string& target) const;

  private:
    // The old prefix at `offset`, if it is one and no longer name goes on there.
    std::map<std::string, std::string>::const_iterator at(std::string_view content, std::size_t offset) const;

    std::map<std::string, std::string> prefixes_;
    std::string start_;  // of all old prefixes: what is searched for
    std::set<std::size_t> lengths_;
};

}  // namespace sf
