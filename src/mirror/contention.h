// What several publishers do at once to one small file (WritableMirror::put_if): each tries again with what the others
// left.
#pragma once

#include <optional>
#include <string>

#include "mirror/mirror.h"

namespace sf {

// For put_if().
inline std::optional<std::string> version_of(const std::optional<VersionedText>& file) {
    return file ? std::optional(file->version) : std::nullopt;
}

// Waits a little longer each time, by chance, so that two do not meet again and again. Throws Error(source) that names
// `url` after the `attempt`th one.
void wait_for_others(const std::string& url, int attempt);

// Calls `try_once` until it gives something.
template <typename TryOnce>
auto until_uncontended(const std::string& url, const TryOnce& try_once) {
    for (int attempt = 1;; ++attempt) {
        if (auto result = try_once()) return std::move(*result);
        wait_for_others(url, attempt);
    }
}

}  // namespace sf
