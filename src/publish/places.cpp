#include "publish/places.h"

#include <fmt/format.h>

#include "buildcache/layout.h"

namespace sf::places {

using layout::checked_sha256;
using layout::component;

std::string dependencies(const std::string& toolchain) {
    return component(toolchain) + "/slurm/deps";
}

std::string slurm(const std::string& toolchain, const std::string& release) {
    return component(toolchain) + "/slurm/" + component(release);
}

std::string compiler(const std::string& version) {
    return "compilers/" + component(version);
}

std::string builds(const std::string& release, const std::string& toolchain) {
    return "builds/" + component(release) + "/" + component(toolchain);
}

std::string build(const std::string& release, const std::string& toolchain, const std::string& digest) {
    constexpr std::size_t kDigits = 12;
    return builds(release, toolchain) + "/by-digest/" + checked_sha256(digest).substr(0, kDigits);
}

std::string source(const std::string& sha256, const std::string& name) {
    return fmt::format("sources/sha256/{}/{}/{}", checked_sha256(sha256).substr(0, 2), sha256, component(name));
}

std::string program(const std::string& version) {
    return "program/" + component(version);
}

std::string key(const std::string& fingerprint) {
    return "keys/" + component(fingerprint) + ".asc";
}

}  // namespace sf::places
