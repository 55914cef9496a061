#include "catalog/spack_repo.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr const char* kNamespace = "slurm_factory";

// Spack's util/naming.py: words that Python keeps for itself are no names of folders.
const std::set<std::string> kReserved = {
    "and",      "as",     "assert",  "async", "await", "break",  "class", "continue", "def",  "del",  "elif",
    "else",     "except", "finally", "for",   "from",  "global", "if",    "import",   "in",   "is",   "lambda",
    "nonlocal", "not",    "or",      "pass",  "raise", "return", "try",   "while",    "with", "yield"};

// A string of JSON is one of Python too, as long as nothing beyond the 16-bit plane is written as two \u: so nothing
// is.
std::string python_string(const std::string& text) {
    constexpr int kCompact = -1;
    constexpr bool kAsciiOnly = false;
    return Json(text).dump(kCompact, ' ', kAsciiOnly, Json::error_handler_t::replace);
}

void require_name(const std::string& name) {
    const bool plain = std::all_of(name.begin(), name.end(),
                                   [](unsigned char c) { return std::isdigit(c) || std::islower(c) || c == '-'; });
    if (name.empty() || !plain || name.front() == '-')
        throw Error(ErrorKind::catalog, fmt::format("'{}' cannot be the name of a package of Spack", name),
                    "lower-case letters, digits and '-'");
}

std::string folder_of(const std::string& name) {
    std::string folder = name;
    std::replace(folder.begin(), folder.end(), '-', '_');
    const bool taken = std::isdigit(static_cast<unsigned char>(name.front())) || kReserved.contains(folder);
    return taken ? "_" + folder : folder;
}

// s2n-tls -> S2nTls
std::string class_of(const std::string& name) {
    std::string words;
    for (auto word : split(name, '-')) {
        if (!word.empty()) word.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
        words += word;
    }
    const bool taken = std::isdigit(static_cast<unsigned char>(words.front())) || words == "True" || words == "False" ||
                       words == "None";
    return taken ? "_" + words : words;
}

// A condition on the version is one of Spack too; others it does not know, and the dependency may be there.
std::string dependency_line(const Dependency& dependency) {
    std::vector<std::string> types;
    for (const auto& type : dependency.types) types.push_back(python_string(type));
    const auto& when = dependency.when.entries;
    const auto version = when.find("version");
    const std::string condition =
        when.size() == 1 && version != when.end() ? ", when=" + python_string("@" + join(version->second, ",")) : "";
    return fmt::format("    depends_on({}, type=({},){})\n", python_string(dependency.name), join(types, ", "),
                       condition);
}

std::string recipe_of(const Package& package) {
    std::string text = fmt::format(
        "# Made by slurm-factory catalog spack-repo; what is changed here is lost.\n"
        "from spack_repo.builtin.build_systems.generic import Package\n\n"
        "from spack.package import *\n\n\n"
        "class {}(Package):\n"
        "    {}\n\n"
        "    homepage = {}\n"
        "    has_code = False\n\n"
        "    license({})\n\n",
        class_of(package.name), python_string(package.description), python_string(package.homepage),
        python_string(package.license));
    for (const auto& version : package.versions)
        text += fmt::format("    version({})\n", python_string(version.version));
    text += "\n";
    for (const auto& dependency : package.dependencies) text += dependency_line(dependency);
    return text +
           fmt::format(
               "\n    def install(self, spec, prefix):\n"
               "        raise InstallError({})\n",
               python_string(package.name + " is built by slurm-factory: install it from a buildcache (--cache-only)"));
}

}  // namespace

std::map<fs::path, std::string> spack_repo(const Catalog& catalog) {
    std::map<fs::path, std::string> files;
    files["repo.yaml"] = fmt::format("repo:\n  namespace: {}\n  api: v2.0\n", kNamespace);
    for (const auto& [name, package] : catalog.packages()) {
        if (package.spack_namespace != kNamespace) continue;
        require_name(name);
        files[fs::path("packages") / folder_of(name) / "package.py"] = recipe_of(package);
    }
    return files;
}

}  // namespace sf
