#include "node/slurm_build.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.h"

namespace sf {
namespace {

std::string plain_word(const Json& document, const char* key) {
    auto word = document.at(key).get<std::string>();
    const auto plain = [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string_view(".-_+").find(static_cast<char>(c)) != std::string_view::npos;
    };
    if (word.empty() || !std::all_of(word.begin(), word.end(), plain))
        throw Error(ErrorKind::source, fmt::format("the manifest's '{}' is no word", key));
    return word;
}

}  // namespace

SlurmBuild slurm_build(const Json& capabilities, const Json& requirements) {
    try {
        SlurmBuild facts;
        facts.slurm = plain_word(capabilities, "slurm");
        facts.release = plain_word(capabilities, "release");
        facts.flavour = plain_word(capabilities, "flavour");
        facts.toolchain = plain_word(capabilities, "toolchain");
        facts.arch = plain_word(requirements, "arch");
        facts.target = plain_word(requirements, "target");
        facts.glibc_floor = plain_word(requirements, "glibc_floor");
        return facts;
    } catch (const Json::exception& error) {
        throw Error(ErrorKind::source, fmt::format("the manifest is malformed: {}", error.what()));
    }
}

SlurmBuild read_slurm_build(const std::filesystem::path& build) {
    try {
        return slurm_build(read_json(build / "manifest/capabilities.json"),
                           read_json(build / "manifest/requirements.json"));
    } catch (const Error& error) {
        throw Error(ErrorKind::host,
                    fmt::format("{} is no build that can be used: {}", build.string(), error.message()),
                    "remove it, and install it again");
    }
}

Json to_json(const SlurmBuild& facts) {
    return Json{{"slurm", facts.slurm},
                {"release", facts.release},
                {"flavour", facts.flavour},
                {"toolchain", facts.toolchain},
                {"arch", facts.arch},
                {"target", facts.target},
                {"glibc_floor", facts.glibc_floor}};
}

}  // namespace sf
