#include "publish/uploader.h"

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/process.h"
#include "base/text.h"

namespace sf {
namespace {

// A mirror may take the file itself, and nothing may be written to the original through it: a link will do, because
// what is published is only ever replaced.
fs::path taken_copy(const fs::path& local, const fs::path& folder) {
    const fs::path copy = folder / local.filename();
    std::error_code other_file_system;
    fs::create_hard_link(local, copy, other_file_system);
    if (other_file_system) copy_tree(local, copy);
    return copy;
}

}  // namespace

Json to_json(const std::vector<UploadedFile>& files) {
    Json rows = Json::array();
    for (const auto& file : files)
        rows.push_back(Json{{"path", file.path}, {"bytes", file.bytes}, {"was_there", file.was_there}});
    return rows;
}

PublishedFile Uploader::file(const std::string& path, const fs::path& local, const std::string& sha256) {
    const PublishedFile published{path, sha256, fs::file_size(local)};
    const bool was_there = root_.exists(path);
    if (!was_there && sha256_file(local) != sha256)
        throw Error(ErrorKind::source, local.string() + " does not have its checksum any more",
                    "build it again, so that it is made or fetched anew");
    if (!was_there) put(path, local);
    note({path, published.bytes, was_there});
    return published;
}

PublishedFile Uploader::text(const std::string& path, std::string_view content) {
    const bool was_there = root_.exists(path);
    if (!was_there && !dry_run_) root_.put(path, content);
    note({path, content.size(), was_there});
    return {path, sha256_hex(content), content.size()};
}

void Uploader::replace_file(const std::string& path, const fs::path& local) {
    put(path, local);
    note({path, fs::file_size(local), false});
}

void Uploader::replace_text(const std::string& path, std::string_view content) {
    if (!dry_run_) root_.put(path, content);
    note({path, content.size(), false});
}

void Uploader::note(UploadedFile uploaded) {
    if (noted_.insert(uploaded.path).second) files_.push_back(std::move(uploaded));
}

std::string Uploader::read(const std::string& path) {
    constexpr std::uint64_t kMost = 1ull << 20;
    return dry_run_ ? "" : root_.read(path, kMost);
}

void Uploader::remove(const std::string& path) {
    if (!dry_run_) root_.remove(path);
}

void Uploader::put(const std::string& path, const fs::path& local) {
    if (dry_run_) return;
    throw_if_interrupted();
    progress_.started(path, "put " + format_bytes(fs::file_size(local)), 0);
    const TempDir folder(scratch_, "publish-");
    root_.put_file(path, taken_copy(local, folder.path()));
    progress_.finished(path, "put");
}

}  // namespace sf
