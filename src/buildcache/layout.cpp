#include "buildcache/layout.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "relocate/occurrences.h"

namespace sf::layout {
namespace {

const std::string& component(const std::string& text) {
    const bool plain = std::all_of(text.begin(), text.end(), is_name_character);
    if (text.empty() || !plain || text.front() == '.')
        throw Error(ErrorKind::source, fmt::format("'{}' is not a name, version or hash of a package", text));
    return text;
}

}  // namespace

std::string spec_manifest(const std::string& name, const std::string& version, const std::string& hash) {
    return fmt::format("{}/{}/{}-{}-{}.spec.manifest.json", kSpecManifests, component(name), name, component(version),
                       component(hash));
}

std::string key_manifest(const std::string& fingerprint) {
    return fmt::format("{}/{}.key.manifest.json", kKeyManifests, component(fingerprint));
}

std::string blob(const std::string& sha256) {
    constexpr std::size_t kDigits = 64;
    if (sha256.size() != kDigits || sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
        throw Error(ErrorKind::source, fmt::format("'{}' is not a SHA-256", sha256));
    return fmt::format("blobs/sha256/{}/{}", sha256.substr(0, 2), sha256);
}

}  // namespace sf::layout
