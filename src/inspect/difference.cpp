#include "inspect/difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace sf {
namespace {

struct Shipped {
    std::string version;
    std::uint64_t bytes = 0;
    std::map<std::string, std::string> files;  // path -> hash, or where a link leads
};

std::map<std::string, Shipped> shipped_in(const BundleFacts& facts) {
    std::map<std::string, Shipped> result;
    for (const auto& source : facts.sources) {
        const auto size = facts.packages.find(fmt::format("{} {}", source.name, source.version));
        if (size != facts.packages.end()) result[source.name] = {source.version, size->second, {}};
    }
    for (const auto& file : facts.archive.documents.at("files").at("files"))
        if (file.contains("package"))
            result[file.at("package").get<std::string>()].files[file.at("path").get<std::string>()] =
                file.contains("sha256") ? file.at("sha256").get<std::string>() : file.value("target", "");
    return result;
}

std::int64_t growth(std::uint64_t before, std::uint64_t after) {
    return static_cast<std::int64_t>(after) - static_cast<std::int64_t>(before);
}

std::string signed_bytes(std::int64_t bytes) {
    return (bytes < 0 ? "-" : "+") + format_bytes(static_cast<unsigned long long>(bytes < 0 ? -bytes : bytes));
}

std::set<std::string> only_in(const std::vector<std::string>& these, const std::vector<std::string>& others) {
    std::set<std::string> result;
    std::set_difference(these.begin(), these.end(), others.begin(), others.end(), std::inserter(result, result.end()));
    return result;
}

}  // namespace

bool BundleDifference::empty() const {
    return added.empty() && removed.empty() && changed.empty() && features_added.empty() && features_removed.empty() &&
           glibc_before == glibc_after && more_bytes == 0;
}

BundleDifference difference_of(const BundleFacts& before, const BundleFacts& after) {
    BundleDifference result;
    const auto old_ones = shipped_in(before), new_ones = shipped_in(after);
    for (const auto& [name, package] : old_ones)
        if (!new_ones.contains(name)) result.removed[name] = package.version;
    for (const auto& [name, package] : new_ones) {
        const auto old = old_ones.find(name);
        if (old == old_ones.end())
            result.added[name] = package.version;
        else if (old->second.version != package.version || old->second.files != package.files)
            result.changed[name] = {old->second.version, package.version, growth(old->second.bytes, package.bytes)};
    }
    result.features_added = only_in(after.features, before.features);
    result.features_removed = only_in(before.features, after.features);
    result.glibc_before = before.glibc_floor;
    result.glibc_after = after.glibc_floor;
    result.more_bytes = growth(before.archive.bytes, after.archive.bytes);
    return result;
}

Json difference_to_json(const BundleDifference& difference) {
    Json changed = Json::object();
    for (const auto& [name, change] : difference.changed)
        changed[name] = Json{{"before", change.before}, {"after", change.after}, {"more_bytes", change.more_bytes}};
    return Json{{"added", Json(difference.added)},
                {"removed", Json(difference.removed)},
                {"changed", std::move(changed)},
                {"features_added", difference.features_added},
                {"features_removed", difference.features_removed},
                {"glibc_before", difference.glibc_before},
                {"glibc_after", difference.glibc_after},
                {"more_bytes", difference.more_bytes}};
}

std::string difference_to_text(const BundleDifference& difference) {
    if (difference.empty()) return "the two hold the same\n";
    std::string text;
    for (const auto& [name, version] : difference.added) text += fmt::format("added    {} {}\n", name, version);
    for (const auto& [name, version] : difference.removed) text += fmt::format("removed  {} {}\n", name, version);
    for (const auto& [name, change] : difference.changed)
        text += fmt::format("changed  {} {} ({})\n", name,
                            change.before == change.after ? change.after + ", other files"
                                                          : fmt::format("{} -> {}", change.before, change.after),
                            signed_bytes(change.more_bytes));
    for (const auto& feature : difference.features_added) text += fmt::format("added    feature {}\n", feature);
    for (const auto& feature : difference.features_removed) text += fmt::format("removed  feature {}\n", feature);
    if (difference.glibc_before != difference.glibc_after)
        text += fmt::format("changed  glibc {} -> {}\n", difference.glibc_before, difference.glibc_after);
    return text + fmt::format("the tarball has {}\n", signed_bytes(difference.more_bytes));
}

}  // namespace sf
