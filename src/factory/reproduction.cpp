#include "factory/reproduction.h"

#include <fmt/format.h>

namespace sf {

namespace {

std::string line_of(const Difference& difference) {
    const auto owner = difference.package.empty() ? "" : fmt::format(" ({})", difference.package);
    return fmt::format("  {}{}: {}\n", difference.path, owner, difference.what);
}

}  // namespace

Json reproduction_to_json(const Reproduction& reproduction) {
    Json json{{"same", reproduction.same()},
              {"sha256", {reproduction.first_sha256, reproduction.second_sha256}},
              {"circumstances", reproduction.circumstances},
              {"differences", Json::array()}};
    for (const auto& difference : reproduction.differences)
        json["differences"].push_back(
            {{"path", difference.path}, {"package", difference.package}, {"what", difference.what}});
    if (!reproduction.second.empty()) json["second"] = reproduction.second.string();
    if (!reproduction.diffoscope.empty()) json["diffoscope"] = reproduction.diffoscope.string();
    return json;
}

std::string reproduction_to_text(const Reproduction& reproduction) {
    if (reproduction.same())
        return fmt::format("reproducible: a second build ({}) gave the same bytes\n", reproduction.circumstances);
    auto text = fmt::format("not reproducible: {} files of a second build ({}) differ\n",
                            reproduction.differences.size(), reproduction.circumstances);
    for (const auto& difference : reproduction.differences) text += line_of(difference);
    if (reproduction.differences.empty()) text += "  every file is the same: the archives themselves differ\n";
    text += fmt::format("  the second tarball is {}\n", reproduction.second.string());
    if (!reproduction.diffoscope.empty())
        text += fmt::format("  diffoscope's report is {}\n", reproduction.diffoscope.string());
    return text;
}

}  // namespace sf
