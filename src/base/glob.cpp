#include "base/files.h"

namespace sf {

// Depth of the recursion is the number of `**` in the pattern, which comes from the catalog.
bool glob_match(std::string_view pattern, std::string_view path) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star_p = std::string_view::npos;  // where to go on after the last `*`
    std::size_t star_t = 0;
    while (true) {
        if (pattern.substr(p).starts_with("**")) {
            std::string_view rest = pattern.substr(p + 2);
            // "a/**/b" matches "a/b" too: `**/` may stand for nothing.
            const bool folder = rest.starts_with('/') && (p == 0 || pattern[p - 1] == '/');
            if (folder && glob_match(rest.substr(1), path.substr(t))) return true;
            for (std::size_t from = t; from <= path.size(); ++from) {
                if (glob_match(rest, path.substr(from))) return true;
            }
        } else if (p < pattern.size() && pattern[p] == '*') {
            star_p = ++p;
            star_t = t;
            continue;
        } else if (t < path.size() && p < pattern.size() &&
                   (pattern[p] == path[t] || (pattern[p] == '?' && path[t] != '/'))) {
            ++p;
            ++t;
            continue;
        } else if (t == path.size() && p == pattern.size()) {
            return true;
        }
        if (star_p == std::string_view::npos || star_t == path.size() || path[star_t] == '/') return false;
        p = star_p;
        t = ++star_t;
    }
}

}  // namespace sf
