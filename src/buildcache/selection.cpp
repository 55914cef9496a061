#include "buildcache/selection.h"

#include <fmt/format.h>

#include <optional>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "spec/version.h"

namespace sf {
namespace {

constexpr std::size_t kShortestHash = 7;

bool has_hash(const std::string& hash, const std::string& wanted) {
    const auto digits = wanted.starts_with('/') ? wanted.substr(1) : wanted;
    return digits.size() >= kShortestHash && hash.starts_with(digits);
}

std::optional<VersionRange> range_of(const std::string& wanted, std::size_t at) {
    if (at == std::string::npos) return std::nullopt;
    try {
        return VersionRange(wanted.substr(at + 1));
    } catch (const Error&) {
        throw Error(ErrorKind::usage, fmt::format("'{}' does not name a version", wanted),
                    "NAME@24.11 or NAME@24.11.5");
    }
}

}  // namespace

std::vector<std::string> select_all(const std::string& wanted, const SpecNodes& candidates) {
    const auto at = wanted.find('@');
    const std::string name = wanted.substr(0, at);
    const auto range = range_of(wanted, at);
    std::vector<std::string> chosen;
    std::set<std::string> names;
    for (const auto& [hash, node] : candidates) {
        names.insert(node.at("name"));
        const bool named = node.at("name") == name && (!range || range->contains(Version(node.at("version"))));
        if (named || has_hash(hash, wanted)) chosen.push_back(hash);
    }
    if (chosen.empty())
        throw Error(
            ErrorKind::usage,
            fmt::format("there is no package {}{}", wanted,
                        names.contains(name) ? " of that version" : suggestion(name, {names.begin(), names.end()})));
    return chosen;
}

std::string select_one(const std::string& wanted, const SpecNodes& candidates) {
    const auto chosen = select_all(wanted, candidates);
    if (chosen.size() == 1) return chosen.front();
    std::string list;
    for (const auto& hash : chosen) {
        const Json& node = candidates.at(hash);
        list +=
            fmt::format("\n    /{}  {}@{} {} {}", hash, std::string(node.at("name")), std::string(node.at("version")),
                        std::string(node.at("arch").at("platform_os")), compact_json(node.at("arch").at("target")));
    }
    throw Error(ErrorKind::usage, fmt::format("{} names {} packages:{}", wanted, chosen.size(), list),
                "choose one by its hash");
}

}  // namespace sf
