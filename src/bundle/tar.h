// Writes a tar archive whose bytes depend on names, modes, link targets and contents alone.
// Format: POSIX.1-2017 pax, "ustar Interchange Format"; an extended header only where a name does not fit.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sf {

// Whose an entry is, by numbers alone, and what may be done with it.
struct TarRights {
    unsigned mode;
    unsigned uid = 0, gid = 0;
};

// Unless told otherwise an entry belongs to 0:0 and has mode 0755 (folders, files that anybody may execute) or 0644;
// every one has the time `mtime`.
class TarWriter {
  public:
    using Sink = std::function<void(std::string_view)>;

    TarWriter(Sink sink, long long mtime) : sink_(std::move(sink)), mtime_(mtime) {}

    void add_folder(const std::string& name, TarRights rights = {0755});
    void add_link(const std::string& name, const std::string& target);
    // Streams the file. Throws Error(failure) if its size changes meanwhile.
    void add_file(const std::string& name, const std::filesystem::path& content,
                  const std::optional<TarRights>& rights = {});
    void add_text(const std::string& name, std::string_view content, TarRights rights = {0644});
    // Everything below `root` in bytewise order of the names.
    void add_tree(const std::filesystem::path& root);
    void finish();

  private:
    struct Header;
    void write_header(Header header);
    void write_padded(std::string_view content);
    void write_extended(const std::string& name, const std::string& records);

    Sink sink_;
    long long mtime_;
};

}  // namespace sf
