#include "image/layer_writer.h"

#include "base/files.h"

namespace sf {
namespace {

constexpr const char* kPart = ".part";
// Whoever runs as root in a container is root already, and nobody else becomes it.
constexpr unsigned kKeptOfFolders = 01777, kKeptOfFiles = 0777;

unsigned mode_of(const fs::directory_entry& entry) {
    return static_cast<unsigned>(entry.symlink_status().permissions());
}

}  // namespace

LayerWriter::LayerWriter(const fs::path& blobs, std::string what, long long mtime)
    : blobs_(blobs),
      part_(blobs / kPart),
      what_(std::move(what)),
      file_(part_, compressor_of(Compression::gzip), usable_processors()),
      tar_(
          [this](std::string_view bytes) {
              plain_.update(bytes);
              file_.write(bytes);
          },
          mtime) {}

void LayerWriter::add_parents(const std::string& name) {
    const auto parent = fs::path(name).parent_path().string();
    if (parent.empty() || folders_.contains(parent)) return;
    add_folder(parent);
}

void LayerWriter::add_folder(const std::string& name, TarRights rights) {
    add_parents(name);
    if (folders_.insert(name).second) tar_.add_folder(name, rights);
}

void LayerWriter::add_link(const std::string& name, const std::string& target) {
    add_parents(name);
    tar_.add_link(name, target);
}

void LayerWriter::add_file(const std::string& name, const fs::path& content, const std::optional<TarRights>& rights) {
    add_parents(name);
    tar_.add_file(name, content, rights);
}

void LayerWriter::add_text(const std::string& name, std::string_view content, TarRights rights) {
    add_parents(name);
    tar_.add_text(name, content, rights);
}

void LayerWriter::add_entry(const std::string& name, const fs::directory_entry& entry) {
    if (entry.is_symlink())
        add_link(name, fs::read_symlink(entry.path()).string());
    else if (entry.is_directory())
        add_folder(name, {mode_of(entry) & kKeptOfFolders});
    else if (entry.is_regular_file())
        add_file(name, entry.path(), TarRights{mode_of(entry) & kKeptOfFiles});
}

ImageLayer LayerWriter::finish() {
    tar_.finish();
    const auto written = file_.finish();
    fs::rename(part_, blobs_ / written.sha256);
    return {{oci::kLayer, written.sha256, written.bytes}, hex(plain_.digest()), what_};
}

}  // namespace sf
