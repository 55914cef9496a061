// Layers of images: gzip-compressed archives whose bytes depend on what is in them alone
// (github.com/opencontainers/image-spec, layer.md).
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "bundle/compressed_file.h"
#include "bundle/tar.h"
#include "mirror/oci_manifest.h"

namespace sf {

struct ImageLayer {
    OciBlob blob;         // BLOBS/SHA256 is its file
    std::string diff_id;  // SHA-256 of the archive before it was compressed
    std::string what;     // that is in it, for the image's history: "openssl 3.5.7"
};

// Names have no '/' at their start. Folders above an entry come by themselves, as 0:0 and 0755.
class LayerWriter {
  public:
    // `mtime`: of every entry.
    LayerWriter(const std::filesystem::path& blobs, std::string what, long long mtime);

    void add_folder(const std::string& name, TarRights rights = {0755});
    void add_link(const std::string& name, const std::string& target);
    void add_file(const std::string& name, const std::filesystem::path& content,
                  const std::optional<TarRights>& rights = {});
    void add_text(const std::string& name, std::string_view content, TarRights rights = {0644});
    // A file, a folder (without its content) or a symbolic link as it is, but for its owner and setuid bits. Anything
    // else, such as a device, is left out.
    void add_entry(const std::string& name, const std::filesystem::directory_entry& entry);
    ImageLayer finish();

  private:
    void add_parents(const std::string& name);

    std::filesystem::path blobs_, part_;
    std::string what_;
    CompressedFile file_;
    Hasher plain_{Hasher::Algorithm::sha256};
    TarWriter tar_;
    std::set<std::string> folders_;
};

}  // namespace sf
