#include "catalog/new_toolchain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"

namespace sf {
namespace {

bool is_apt(const std::string& id) {
    return id == "debian" || id == "ubuntu";
}

bool is_dnf(const std::string& id) {
    return id == "rhel" || id == "fedora" || id == "centos" || id == "rocky" || id == "almalinux";
}

int major(const std::string& version) {
    return std::atoi(version.c_str());
}

// Releases of the dnf family are one OS per major: 9.4 is 9. Ubuntu's 24.04 is a release of its own.
std::string release_of(const OsRelease& os, const std::string& family) {
    return family == "dnf" ? std::to_string(major(os.version_id)) : os.version_id;
}

std::string image_of(const Toolchain& model, const OsRelease& os, const std::string& release) {
    const auto tag = model.image.rfind(':');
    const bool same_os = model.os_id == os.id && tag != std::string::npos;
    return (same_os ? model.image.substr(0, tag) : "docker.io/library/" + os.id) + ":" + release;
}

// JSON's strings are YAML's, whatever they hold.
std::string quoted(const std::string& text) {
    return Json(text).dump();
}

std::string block(const std::string& key, const std::vector<std::string>& items) {
    std::string text = "  " + key + ":\n";
    for (const std::string& item : items) text += "    - " + item + "\n";
    return text;
}

std::string os_yaml(const Toolchain& toolchain) {
    const std::string codename = toolchain.codename.empty() ? "" : ", codename: " + quoted(toolchain.codename);
    return fmt::format("os: {{id: {}, version_id: {}{}, name: {}, spack: {}}}\n", quoted(toolchain.os_id),
                       quoted(toolchain.os_version), codename, quoted(toolchain.os_name), quoted(toolchain.spack_os));
}

std::string rootfs_yaml(const Toolchain& toolchain) {
    std::string text = "rootfs:\n";
    if (!toolchain.suite.empty())
        text += fmt::format("  bootstrap: {{archive: {}, suite: {}, components: [{}]}}\n", toolchain.archive,
                            toolchain.suite, join(toolchain.components, ", "));
    if (!toolchain.image.empty()) text += "  image: " + toolchain.image + "\n";
    text += block("build_packages", toolchain.build_packages) + block("prove_packages", toolchain.prove_packages);
    return toolchain.image_packages.empty() ? text : text + block("image_packages", toolchain.image_packages);
}

}  // namespace

std::string family_of(const OsRelease& os) {
    std::vector<std::string> ids = {os.id};
    ids.insert(ids.end(), os.id_like.begin(), os.id_like.end());
    if (std::any_of(ids.begin(), ids.end(), is_apt)) return "apt";
    if (std::any_of(ids.begin(), ids.end(), is_dnf)) return "dnf";
    throw Error(ErrorKind::usage,
                fmt::format("{} belongs to neither family of packages, apt nor dnf (ID {}, ID_LIKE '{}')",
                            os.pretty_name.empty() ? os.id : os.pretty_name, os.id, join(os.id_like, " ")));
}

CompilerAndLibc host_compiler_and_libc(Process& process) {
    Command gcc, getconf;
    gcc.argv = {"gcc", "-dumpversion"};
    getconf.argv = {"getconf", "GNU_LIBC_VERSION"};
    CompilerAndLibc versions;
    versions.gcc = std::to_string(major(run_checked(process, gcc, "asking gcc for its version")));
    const std::string libc(trim(run_checked(process, getconf, "asking for the version of glibc")));
    versions.glibc = libc.substr(libc.find(' ') + 1);  // "glibc 2.36"
    return versions;
}

const Toolchain& nearest_toolchain(const Catalog& catalog, const OsRelease& os, const std::string& gcc) {
    const std::string family = family_of(os);
    const Toolchain* best = nullptr;
    const auto distance = [&](const Toolchain& candidate) {
        return std::pair(std::abs(major(candidate.gcc) - major(gcc)), candidate.os_id != os.id);
    };
    for (const auto& [name, candidate] : catalog.toolchains()) {
        if (candidate.family != family) continue;
        if (best == nullptr || distance(candidate) < distance(*best)) best = &candidate;
    }
    if (best != nullptr) return *best;
    throw Error(ErrorKind::catalog, "the catalog has no toolchain of the family " + family + " to start from");
}

Toolchain draft_toolchain(const std::string& name, const Toolchain& model, const OsRelease& os,
                          const CompilerAndLibc& versions) {
    Toolchain draft = model;
    draft.name = name;
    draft.os_id = os.id;
    draft.os_version = release_of(os, model.family);
    draft.codename = os.codename;
    draft.os_name = os.pretty_name.empty() ? os.id + " " + draft.os_version : os.pretty_name;
    draft.spack_os = os.id + draft.os_version;
    draft.gcc = versions.gcc;
    draft.glibc = versions.glibc;
    draft.abi_epoch = 1;
    draft.image = image_of(model, os, draft.os_version);
    draft.suite = is_apt(os.id) ? os.codename : "";  // descendants have archives of their own
    draft.archive = draft.suite.empty() ? "" : os.id;
    if (draft.archive != model.archive) draft.components = {"main"};
    if (draft.archive == "ubuntu" && model.archive != "ubuntu") draft.components.push_back("universe");
    return draft;
}

std::string toolchain_yaml(const Toolchain& toolchain) {
    std::string text = "name: " + toolchain.name + "\n" + os_yaml(toolchain);
    text += fmt::format("family: {}\ngcc: {}\nglibc: {}\nabi_epoch: {}\narchitectures: [{}]\ntargets:\n",
                        toolchain.family, quoted(toolchain.gcc), quoted(toolchain.glibc), toolchain.abi_epoch,
                        join(toolchain.architectures, ", "));
    for (const auto& [target, flags] : toolchain.targets) text += fmt::format("  {}: {}\n", target, flags);
    return text + rootfs_yaml(toolchain);
}

fs::path add_toolchain(std::vector<fs::path> folders, const fs::path& folder, const Toolchain& toolchain) {
    const std::string& name = toolchain.name;
    if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") != std::string::npos)
        throw Error(ErrorKind::usage, "'" + name + "' cannot name a toolchain",
                    "lower-case letters, digits, '.', '_' and '-': it stands in names of files");
    const fs::path file = folder / "toolchains" / (name + ".yaml");
    if (fs::exists(file))
        throw Error(ErrorKind::usage, file.string() + " exists already", "choose another name, or remove it");
    make_dirs(file.parent_path());
    write_file_atomic(file, toolchain_yaml(toolchain));
    folders.push_back(fs::canonical(folder));
    const auto faults = check_catalog(folders);
    if (!faults.empty()) throw Error(ErrorKind::catalog, join(faults, "\n"), "docs/catalog.md describes the format");
    return file;
}

}  // namespace sf
