#include "prove/closure.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "relocate/relocate.h"

namespace sf {

namespace {

bool starts_as_elf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    char magic[4] = {};
    file.read(magic, sizeof magic);
    return file.gcount() == sizeof magic && std::string_view(magic, sizeof magic) == "\177ELF";
}

std::string expand_origin(const std::string& entry, const std::string& folder) {
    for (const std::string_view token : {"$ORIGIN", "${ORIGIN}"})
        if (entry.starts_with(token)) return folder + entry.substr(token.size());
    return entry;
}

// The library that ld.so takes for `needed`, when `file` is loaded by whatever of the view needs it.
std::optional<std::string> find_needed(const ElfTree& tree, const std::string& file, const std::string& needed) {
    const auto found = tree.resolve(file, needed);
    return found ? found : tree.resolve_by_users(file, needed);
}

bool is_of_driver(const DriverLibraries& drivers, const std::string& file, const std::string& needed) {
    const auto found = drivers.find(file);
    return found != drivers.end() &&
           std::find(found->second.begin(), found->second.end(), needed) != found->second.end();
}

bool needs_a_runpath(const ElfTree& tree, const std::string& file, const Elf& elf) {
    return std::any_of(elf.needed.begin(), elf.needed.end(), [&](const auto& needed) {
        return !is_host_library(needed) && !tree.resolve_by_users(file, needed);
    });
}

std::optional<std::string> runpath_fault(const ElfTree& tree, const std::string& file, const Elf& elf,
                                         const OwnFolders& own_folders) {
    const auto own = own_folders.find(file);
    const auto expected = view_runpath(file, own == own_folders.end() ? std::vector<std::string>{} : own->second);
    if (!elf.runpath || elf.runpath->value.empty()) {
        if (!needs_a_runpath(tree, file, elf)) return std::nullopt;
        return fmt::format("{} has no RUNPATH; expected {}", file, expected);
    }
    if (elf.runpath->value == expected) return std::nullopt;
    return fmt::format("{} has the RUNPATH {}; expected {}", file, elf.runpath->value, expected);
}

}  // namespace

ElfTree ElfTree::read(const fs::path& view) {
    ElfTree tree;
    tree.view_ = fs::canonical(view);
    walk_sorted(view, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (entry.is_symlink() || !entry.is_regular_file() || !starts_as_elf(entry.path())) return;
        auto elf = read_elf(entry.path());
        if (elf.is_dynamic) tree.files_.emplace(relative, std::move(elf));
    });
    return tree;
}

std::optional<std::string> ElfTree::real_name(const fs::path& path) const {
    std::error_code error;
    const auto real = fs::canonical(path, error);
    if (error) return std::nullopt;
    auto name = real.lexically_relative(view_).string();
    if (files_.count(name) == 0) return std::nullopt;
    return name;
}

const Elf* ElfTree::find(const std::string& name) const {
    const auto real = real_name(view_ / name);
    return real ? &files_.at(*real) : nullptr;
}

std::optional<std::string> ElfTree::resolve(const std::string& file, const std::string& needed) const {
    const auto& elf = files_.at(file);
    if (!elf.runpath || needed.find('/') != std::string::npos) return std::nullopt;
    const auto folder = (view_ / file).parent_path().string();
    for (const auto& entry : split(elf.runpath->value, ':')) {
        const auto expanded = expand_origin(entry, folder);
        if (entry == expanded) continue;  // not relative to the file: outside the view wherever it is unpacked
        if (auto name = real_name(fs::path(expanded) / needed); name && files_.at(*name).machine == elf.machine)
            return name;
    }
    return std::nullopt;
}

std::optional<std::string> ElfTree::resolve_by_users(const std::string& file, const std::string& needed) const {
    std::optional<std::string> found;
    for (const auto& [user, elf] : files_) {
        const bool loads = std::any_of(elf.needed.begin(), elf.needed.end(),
                                       [&](const auto& library) { return resolve(user, library) == file; });
        if (!loads) continue;
        const bool too = std::find(elf.needed.begin(), elf.needed.end(), needed) != elf.needed.end();
        found = too ? resolve(user, needed) : std::nullopt;
        if (!found) return std::nullopt;
    }
    return found;
}

std::vector<std::string> closure_faults(const ElfTree& tree, HostLibraries& host, const fs::path& root,
                                        const OwnFolders& own_folders, const DriverLibraries& drivers) {
    std::vector<std::string> faults;
    for (const auto& [file, elf] : tree.files()) {
        if (auto fault = runpath_fault(tree, file, elf, own_folders)) faults.push_back(*fault);
        if (!elf.interpreter.empty() && !resolve_in_root(root, elf.interpreter))
            faults.push_back(
                fmt::format("{} asks for the interpreter {}, which the system does not have", file, elf.interpreter));
        for (const auto& needed : elf.needed) {
            if (is_of_driver(drivers, file, needed)) continue;
            if (is_host_library(needed)) {
                if (host.find(needed, elf.machine) == nullptr)
                    faults.push_back(
                        fmt::format("{} needs {} of the host, which the system does not have", file, needed));
            } else if (!find_needed(tree, file, needed)) {
                faults.push_back(fmt::format("{} needs {}, which its RUNPATH {} does not find in the bundle", file,
                                             needed, elf.runpath ? elf.runpath->value : "(none)"));
            }
        }
    }
    return faults;
}

std::vector<const Elf*> link_closure(const ElfTree& tree, HostLibraries& host, const std::string& file) {
    std::vector<const Elf*> closure;
    std::set<std::string> seen = {file};
    std::deque<std::string> shipped = {file};
    std::deque<std::string> hosts;
    const auto enqueue = [&](std::deque<std::string>& queue, const std::string& name) {
        if (seen.insert(name).second) queue.push_back(name);
    };
    const auto machine = tree.files().at(file).machine;
    for (; !shipped.empty(); shipped.pop_front()) {
        const auto name = shipped.front();
        const auto& elf = tree.files().at(name);
        closure.push_back(&elf);
        for (const auto& needed : elf.needed) {
            if (is_host_library(needed))
                enqueue(hosts, needed);
            else if (auto found = find_needed(tree, name, needed))
                enqueue(shipped, *found);
        }
    }
    for (; !hosts.empty(); hosts.pop_front()) {
        const auto* elf = host.find(hosts.front(), machine);
        if (elf == nullptr) continue;
        closure.push_back(elf);
        for (const auto& needed : elf->needed) enqueue(hosts, needed);
    }
    return closure;
}

}  // namespace sf
