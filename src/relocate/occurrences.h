// Searching bytes for paths.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

namespace sf {

// Of the name of a package's folder: what follows a path that ends there is none.
inline bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._+-").find(c) != std::string_view::npos;
}

// Calls `found` with the offset of every occurrence; they do not overlap.
template <typename Found>
void find_all(std::string_view bytes, std::string_view needle, const Found& found) {
    std::size_t from = 0;
    while (from + needle.size() <= bytes.size()) {
        const void* hit = ::memmem(bytes.data() + from, bytes.size() - from, needle.data(), needle.size());
        if (hit == nullptr) return;
        const auto offset = static_cast<std::size_t>(static_cast<const char*>(hit) - bytes.data());
        found(offset);
        from = offset + needle.size();
    }
}

}  // namespace sf
