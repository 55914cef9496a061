#include <algorithm>

#include "base/error.h"
#include "catalog/catalog.h"
#include "spec/version.h"

namespace sf {
namespace {

bool in_range(const std::vector<std::string>& ranges, const std::string& version) {
    const Version subject(version);
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const std::string& range) { return VersionRange(range).contains(subject); });
}

bool in_list(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool in_common(const std::vector<std::string>& words, const std::vector<std::string>& others) {
    return std::any_of(others.begin(), others.end(), [&](const std::string& other) { return in_list(words, other); });
}

bool entry_holds(const std::string& key, const std::vector<std::string>& values, const Context& context) {
    if (key == "version") return in_range(values, context.package_version);
    if (key == "release") return in_range(values, context.release);
    if (key == "flavour") return in_list(values, context.flavour);
    if (key == "toolchain") return in_list(values, context.toolchain);
    if (key == "family") return in_list(values, context.family);
    if (key == "source") return in_list(values, context.source);
    if (key == "arch") return in_list(values, context.arch);
    if (key == "gpu") return in_common(values, context.gpu);
    if (key == "compiler") return in_list(values, context.compiler);
    throw Error(ErrorKind::catalog, "a condition has the unknown key '" + key + "'");
}

}  // namespace

std::vector<std::string> gpu_support(const Toolchain& toolchain, const std::string& flavour) {
    return flavour == "gpu" ? toolchain.gpu : std::vector<std::string>{};
}

bool holds(const Condition& condition, const Context& context) {
    return std::all_of(condition.entries.begin(), condition.entries.end(),
                       [&](const auto& entry) { return entry_holds(entry.first, entry.second, context); });
}

std::vector<std::string> select(const Lines& lines, const Context& context) {
    std::vector<std::string> chosen;
    for (const Line& line : lines) {
        if (holds(line.when, context)) chosen.push_back(line.text);
    }
    return chosen;
}

}  // namespace sf
