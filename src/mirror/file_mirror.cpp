#include "mirror/file_mirror.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "mirror/url_path.h"

namespace sf {
namespace {

constexpr std::string_view kStaging = ".put-";
// Held while a file is compared and replaced. Other machines hold it too where the file system has locks.
constexpr const char* kLock = ".slurm-factory.lock";

}  // namespace

FileMirror::FileMirror(const fs::path& folder) : folder_(folder.lexically_normal()) {
    if (!folder_.has_filename()) folder_ = folder_.parent_path();  // /mirror/ is /mirror
    url_ = "file://" + percent_encoded(folder_.string());
}

std::string FileMirror::read(const std::string& path, std::uint64_t max_bytes) {
    return read_file(fetch(path, max_bytes, {}, {}));
}

fs::path FileMirror::fetch(const std::string& path, std::uint64_t max_bytes, const fs::path&, const TransferProgress&) {
    const fs::path file = folder_ / path;
    std::error_code failure;
    const bool regular = fs::is_regular_file(file, failure);
    const auto size = regular ? fs::file_size(file, failure) : 0;
    if (!regular || failure) throw Error(ErrorKind::source, fmt::format("{}/{}: there is no such file", url_, path));
    if (size > max_bytes)
        throw Error(ErrorKind::source,
                    fmt::format("{}/{}: larger than the limit of {}", url_, path, format_bytes(max_bytes)));
    return file;
}

bool FileMirror::exists(const std::string& path) {
    std::error_code ignored;
    return fs::is_regular_file(folder_ / path, ignored);
}

void FileMirror::put(const std::string& path, std::string_view content) {
    const fs::path file = folder_ / path;
    make_dirs(file.parent_path());
    write_file_atomic(file, content);
}

void FileMirror::put_file(const std::string& path, const fs::path& local) {
    const fs::path file = folder_ / path;
    const TempDir staging(file.parent_path(), kStaging);
    const fs::path staged = staging.path() / file.filename();
    std::error_code other_file_system;
    fs::rename(local, staged, other_file_system);
    if (other_file_system) {
        copy_tree(local, staged);
        fsync_tree(staging.path());
    }
    rename_durable(staged, file);
}

std::optional<VersionedText> FileMirror::read_versioned(const std::string& path, std::uint64_t max_bytes) {
    if (!exists(path)) return std::nullopt;
    auto text = read(path, max_bytes);
    auto version = sha256_hex(text);
    return VersionedText{std::move(text), std::move(version)};
}

bool FileMirror::put_if(const std::string& path, std::string_view content, const std::optional<std::string>& version) {
    make_dirs(folder_);
    const FileLock lock(folder_ / kLock);
    const auto now = read_file_if_exists(folder_ / path);
    if (now.has_value() != version.has_value() || (now && sha256_hex(*now) != *version)) return false;
    put(path, content);
    return true;
}

void FileMirror::remove(const std::string& path) {
    remove_tree(folder_ / path);
    std::error_code not_empty;
    for (fs::path parent = fs::path(path).parent_path(); !parent.empty(); parent = parent.parent_path())
        if (!fs::remove(folder_ / parent, not_empty)) break;
}

std::vector<std::string> FileMirror::list(const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& file : list_all(folder))
        if (!file.temporary) files.push_back(file.path);
    return files;
}

std::vector<MirrorFile> FileMirror::list_all(const std::string& folder) {
    std::vector<MirrorFile> files;
    if (!fs::is_directory(folder_ / folder)) return files;
    walk_sorted(folder_ / folder, [&](const fs::directory_entry& entry, const std::string& relative) {
        const bool temporary = relative.starts_with('.') || relative.find("/.") != std::string::npos;
        if (entry.is_regular_file()) files.push_back({folder + "/" + relative, entry.file_size(), temporary});
    });
    return files;
}

}  // namespace sf
