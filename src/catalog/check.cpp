// check_catalog: every fault of a catalog, file by file and then across files.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "catalog/closure.h"
#include "catalog/files.h"
#include "catalog/parse.h"
#include "catalog/schema.h"

namespace sf {
namespace {

using Folders = std::vector<fs::path>;
using Faults = std::vector<std::string>;

struct Kind {
    const char* folder;
    const char* schema;
};
constexpr Kind kKinds[] = {
    {"packages", "package.schema.json"}, {"releases", "release.schema.json"}, {"toolchains", "toolchain.schema.json"}};

void parse_file(const Reader& file, const std::string& kind, const Folders& folders) {
    if (kind == "packages") {
        parse_package(file, patch_folders(folders, file.file()));
    } else if (kind == "releases") {
        parse_release(file);
    } else {
        parse_toolchain(file);
    }
}

// The schema reports all faults of form; the parser adds what no schema can say, such as a patch that is missing.
void check_file(const fs::path& path, const Kind& kind, const Json& schema, const Folders& folders, Faults& faults) {
    try {
        const Json json = read_yaml(path);
        const Faults found = schema_faults(schema, json, path);
        faults.insert(faults.end(), found.begin(), found.end());
        if (found.empty()) parse_file(Reader(json, path), kind.folder, folders);
    } catch (const Error& e) {
        faults.push_back(e.message());
    }
}

// The closure of one release, flavour, toolchain and architecture, as `concretize` would take it.
class ReleaseCheck {
  public:
    ReleaseCheck(const Catalog& catalog, const Release& release, Context base)
        : catalog_(catalog), release_(release), base_(std::move(base)) {}

    void run(const std::vector<std::string>& roots, std::set<std::string>& needed) const {
        const auto selected =
            closure(roots, [&](const std::string& name, const std::string& by) { return choose(name, by); });
        for (const Selected& entry : selected) needed.insert(entry.package->name);
    }

  private:
    Selected choose(const std::string& name, const std::string& needed_by) const {
        const std::string who = needed_by.empty() ? "a root" : "needed by " + needed_by;
        const auto package = catalog_.packages().find(name);
        if (package == catalog_.packages().end()) {
            throw Error(ErrorKind::catalog, fmt::format("the catalog has no package '{}' ({})", name, who));
        }
        Selected selected{&package->second, base_, {}};
        if (package->second.from_compiler) return selected;
        const auto pin = release_.packages.find(name);
        if (pin == release_.packages.end()) {
            throw Error(ErrorKind::catalog, fmt::format("no version of '{}' is pinned ({})", name, who));
        }
        selected.context.package_version = pin->second;
        const PackageVersion* version = package->second.find_version(pin->second);
        if (version != nullptr) selected.context.source = version->sources.front().variant;
        return selected;
    }

    const Catalog& catalog_;
    const Release& release_;
    Context base_;
};

void check_pins(const Catalog& catalog, const Release& release, Faults& faults) {
    const std::string where = "release " + release.release + ": ";
    for (const auto& [name, version] : release.packages) {
        const auto package = catalog.packages().find(name);
        if (package == catalog.packages().end()) {
            faults.push_back(where + "pins '" + name + "', which the catalog does not have");
        } else if (package->second.find_version(version) == nullptr) {
            faults.push_back(fmt::format("{}pins {} {}, which {} does not list", where, name, version,
                                         package->second.file.string()));
        }
    }
    const auto slurm = release.packages.find("slurm");
    if (slurm != release.packages.end() && slurm->second != release.slurm) {
        faults.push_back(fmt::format("{}slurm is {} but pinned to {}", where, release.slurm, slurm->second));
    }
}

// Everything that a build of the flavour can be asked for.
std::vector<std::string> with_optional(const Release& release, std::vector<std::string> roots) {
    roots.insert(roots.end(), release.optional.begin(), release.optional.end());
    return roots;
}

void check_release(const Catalog& catalog, const Release& release, Faults& faults) {
    check_pins(catalog, release, faults);
    std::set<std::string> needed;
    std::set<std::string> reported;
    for (const auto& [flavour, roots] : release.flavours) {
        for (const auto& [name, toolchain] : catalog.toolchains()) {
            for (const std::string& arch : toolchain.architectures) {
                Context context{"", release.release, flavour, name, toolchain.family, "", arch, "toolchain"};
                context.gpu = gpu_support(toolchain, flavour);
                try {
                    ReleaseCheck(catalog, release, context).run(with_optional(release, roots), needed);
                } catch (const Error& e) {
                    // The same fault shows for every toolchain.
                    const std::string fault =
                        fmt::format("release {}: flavour {}: {}", release.release, flavour, e.message());
                    if (reported.insert(fault).second) faults.push_back(fault);
                }
            }
        }
    }
    if (!reported.empty() || catalog.toolchains().empty()) return;
    for (const auto& [name, version] : release.packages) {
        if (!needed.contains(name)) {
            faults.push_back(fmt::format("release {}: pins '{}', which no flavour needs", release.release, name));
        }
    }
}

void check_package(const Catalog& catalog, const Package& package, Faults& faults) {
    if (package.module && !catalog.assets().contains(package.module->file)) {
        faults.push_back(fmt::format("{}: its modulefile's template '{}' is not in assets/", package.file.string(),
                                     package.module->file));
    }
    for (const Dependency& dependency : package.dependencies) {
        const auto found = catalog.packages().find(dependency.name);
        if (found == catalog.packages().end()) {
            faults.push_back(fmt::format("{}: depends on '{}', which the catalog does not have", package.file.string(),
                                         dependency.name));
        } else if (!dependency.version.empty() && found->second.find_version(dependency.version) == nullptr) {
            faults.push_back(fmt::format("{}: depends on {} {}, which {} does not list", package.file.string(),
                                         dependency.name, dependency.version, found->second.file.string()));
        }
    }
}

// A catalog without schemas of its own (a site's overlay) is checked against those of the first folder.
fs::path schema_folder(const Folders& folders) {
    for (const fs::path& folder : folders) {
        if (fs::is_directory(folder / "schema")) return folder / "schema";
    }
    throw Error(ErrorKind::catalog, "no catalog folder has schema/",
                "the program's installation is not whole: install it again");
}

}  // namespace

std::vector<std::string> check_catalog(const std::vector<fs::path>& folders) {
    Faults faults;
    const fs::path schemas = schema_folder(folders);
    for (const Kind& kind : kKinds) {
        const Json schema = read_json(schemas / kind.schema);
        for (const auto& [name, path] : catalog_files(folders, kind.folder))
            check_file(path, kind, schema, folders, faults);
    }
    if (!faults.empty()) return faults;
    try {
        const Catalog catalog = Catalog::load(folders);
        for (const auto& [name, package] : catalog.packages()) check_package(catalog, package, faults);
        for (const auto& [name, release] : catalog.releases()) check_release(catalog, release, faults);
    } catch (const Error& e) {
        faults.push_back(e.message());
    }
    return faults;
}

}  // namespace sf
