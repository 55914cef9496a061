#include "node/layout.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/hash.h"
#include "base/os_error.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr std::string_view kNew = ".new-", kNextCurrent = ".current.";
constexpr const char* kGenerations = "generations";
constexpr std::size_t kDigits = 8;

// Of a whole text alone; generations are counted from 1.
std::optional<unsigned> number_of(std::string_view text) {
    unsigned number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
    return number;
}

std::optional<fs::path> link_target(const fs::path& link) {
    std::error_code none;
    auto target = fs::read_symlink(link, none);
    if (none) return std::nullopt;
    return target;
}

std::int64_t time_of_link(const fs::path& link) {
    struct stat status {};
    return ::lstat(link.c_str(), &status) == 0 ? status.st_mtim.tv_sec : 0;
}

}  // namespace

std::string build_name(const std::string& slurm, std::string_view files_json) {
    auto name = fmt::format("{}-{}", slurm, sha256_hex(files_json).substr(0, kDigits));
    if (!is_build_name(name))
        throw Error(ErrorKind::source, fmt::format("'{}' is no version of Slurm that can name a folder", slurm));
    return name;
}

bool is_build_name(std::string_view name) {
    constexpr std::string_view kHex = "0123456789abcdef";
    if (name.size() < kDigits + 2 || name[name.size() - kDigits - 1] != '-') return false;
    const auto version = name.substr(0, name.size() - kDigits - 1), digits = name.substr(name.size() - kDigits);
    const auto plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_'; };
    return digits.find_first_not_of(kHex) == std::string_view::npos && std::isdigit(version.front() & 0x7f) != 0 &&
           std::all_of(version.begin(), version.end(), plain);
}

NodePrefix::NodePrefix(const fs::path& root) : root_(fs::absolute(root).lexically_normal()) {
    if (!root_.has_filename()) root_ = root_.parent_path();  // of /opt/slurm/
    if (root_ == root_.root_path())
        throw Error(ErrorKind::usage, "the root of the file system is no prefix", "give a folder: --prefix /opt/slurm");
}

fs::path NodePrefix::generation_link(unsigned number) const {
    return root_ / kGenerations / std::to_string(number);
}

std::vector<std::string> NodePrefix::builds() const {
    std::vector<std::string> names;
    if (!fs::is_directory(root_)) return names;
    for (const auto& entry : fs::directory_iterator(root_))
        if (const auto name = entry.path().filename().string();
            is_build_name(name) && !entry.is_symlink() && entry.is_directory())
            names.push_back(name);
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<Generation> NodePrefix::generations() const {
    std::vector<Generation> found;
    if (!fs::is_directory(root_ / kGenerations)) return found;
    for (const auto& entry : fs::directory_iterator(root_ / kGenerations)) {
        const auto number = number_of(entry.path().filename().string());
        const auto target = link_target(entry.path());
        if (!number || !target || target->parent_path() != ".." || !is_build_name(target->filename().string()))
            continue;
        const auto build = target->filename().string();
        found.push_back({*number, build, fs::is_directory(root_ / build), time_of_link(entry.path())});
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return found;
}

std::optional<Generation> NodePrefix::current() const {
    const auto target = link_target(current_link());
    if (!target || target->parent_path() != kGenerations) return std::nullopt;
    const auto number = number_of(target->filename().string());
    for (const auto& generation : generations())
        if (number && generation.number == *number) return generation;
    return std::nullopt;
}

std::optional<Generation> NodePrefix::before_current() const {
    const auto now = current();
    if (!now) return std::nullopt;
    std::optional<Generation> before;
    for (const auto& generation : generations())
        if (generation.number < now->number && generation.build != now->build && generation.there) before = generation;
    return before;
}

std::string NodePrefix::find_build(const std::string& wanted) const {
    const auto names = builds();
    std::vector<std::string> fitting;
    for (const auto& name : names) {
        if (name == wanted) return name;
        if (name.starts_with(wanted)) fitting.push_back(name);
    }
    if (fitting.size() == 1 && !wanted.empty()) return fitting.front();
    if (fitting.size() > 1)
        throw Error(ErrorKind::usage, fmt::format("'{}' may be {}", wanted, join(fitting, " or ")),
                    "give more of its name");
    throw Error(ErrorKind::usage, fmt::format("there is no build '{}' in {}", wanted, root_.string()),
                names.empty() ? "slurm-factory install places one" : "there are " + join(names, ", "));
}

FileLock NodePrefix::lock(const std::function<void()>& waiting) const {
    return FileLock(root_ / ".lock", waiting);
}

void NodePrefix::remove_leftovers() const {
    for (const auto& entry : fs::directory_iterator(root_)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(kNew) || name.starts_with(kNextCurrent)) remove_tree(entry.path());
    }
}

TempDir NodePrefix::new_folder() const {
    return TempDir(root_, kNew);
}

void NodePrefix::add_build(TempDir& folder, const std::string& name) const {
    if (::chmod(folder.path().c_str(), 0755) != 0) throw os_error(errno, "set the mode of", folder.path());
    rename_durable(folder.path(), build(name));
    folder.release();
}

Generation NodePrefix::add_generation(const std::string& name) const {
    const auto known = generations();
    const Generation next{known.empty() ? 1 : known.back().number + 1, name, true, 0};
    make_dirs(root_ / kGenerations);
    make_link(fs::path("..") / name, generation_link(next.number));
    sync_folder(root_ / kGenerations);
    return next;
}

void NodePrefix::make_current(const Generation& generation) const {
    if (fs::is_directory(fs::symlink_status(current_link())))
        throw Error(ErrorKind::host, current_link().string() + " is a folder and not a link",
                    "move it away; slurm-factory keeps a link there");
    replace_link(fs::path(kGenerations) / std::to_string(generation.number), current_link(),
                 root_ / fmt::format("{}next", kNextCurrent));
}

void NodePrefix::remove_build(const std::string& name) const {
    TempDir grave = new_folder();  // under its name there is a whole build, or none
    rename_durable(build(name), grave.path() / name);
}

}  // namespace sf
