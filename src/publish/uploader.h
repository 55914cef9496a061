// Puts files on a mirror, or with a dry run only says which ones it would put; remembers what it did.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "mirror/mirror.h"
#include "publish/build_index.h"

namespace sf {

struct UploadedFile {
    std::string path;
    std::uint64_t bytes = 0;
    bool was_there = false;
};

// [{"path", "bytes", "was_there"}]
Json to_json(const std::vector<UploadedFile>& files);

class Uploader {
  public:
    // Local files stay where they are: the mirror gets links or copies of them, made in `scratch`.
    Uploader(WritableMirror& root, std::filesystem::path scratch, bool dry_run, Progress& progress)
        : root_(root), scratch_(std::move(scratch)), dry_run_(dry_run), progress_(progress) {}

    // Whatever lies there, if anything does, is these bytes: the path says so. Throws Error(source) for a local file
    // that no longer has the checksum.
    PublishedFile file(const std::string& path, const std::filesystem::path& local, const std::string& sha256);
    PublishedFile text(const std::string& path, std::string_view content);
    // What may change under its path.
    void replace_file(const std::string& path, const std::filesystem::path& local);
    void replace_text(const std::string& path, std::string_view content);
    void remove(const std::string& path);

    bool exists(const std::string& path) { return root_.exists(path); }
    // A small file that was put before; nothing with a dry run.
    std::string read(const std::string& path);
    bool is_dry() const { return dry_run_; }
    // Of what several builds have in common the first time counts.
    void note(UploadedFile uploaded);
    const std::vector<UploadedFile>& files() const { return files_; }

  private:
    void put(const std::string& path, const std::filesystem::path& local);

    WritableMirror& root_;
    std::filesystem::path scratch_;
    bool dry_run_;
    Progress& progress_;
    std::vector<UploadedFile> files_;
    std::set<std::string> noted_;
};

}  // namespace sf
