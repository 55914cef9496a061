// A mirror in a repository of a registry. Each file is an artifact under a tag of its own (oci_tags.h), so that no
// registry collects its blob; where Spack looks for an image, it is one (layout_oci.h).
#pragma once

#include <atomic>

#include "mirror/mirror.h"
#include "mirror/oci_manifest.h"
#include "mirror/oci_registry.h"

namespace sf {

// What is put beside a file's text where it is an image.
struct OciImage {
    std::string config;           // JSON
    std::vector<OciBlob> layers;  // which are there
    std::map<std::string, std::string> annotations;
};

class OciMirror final : public WritableMirror {
  public:
    OciMirror(std::string_view url, const Environment& environment, Http& http);

    const std::string& url() const override { return registry_.url(); }
    std::string read(const std::string& path, std::uint64_t max_bytes) override;
    std::filesystem::path fetch(const std::string& path, std::uint64_t max_bytes,
                                const std::filesystem::path& destination, const TransferProgress& progress) override;
    bool exists(const std::string& path) override;
    void put(const std::string& path, std::string_view content) override;
    void put_file(const std::string& path, const std::filesystem::path& local) override;
    std::optional<VersionedText> read_versioned(const std::string& path, std::uint64_t max_bytes) override;
    // Few registries compare by themselves. Elsewhere it is compared before and read back after: of two who put within
    // the same round trip, one may overwrite the other and neither notice.
    bool put_if(const std::string& path, std::string_view content, const std::optional<std::string>& version) override;
    // Its blob stays until the registry collects it.
    void remove(const std::string& path) override;
    std::vector<std::string> list(const std::string& folder) override;
    std::vector<MirrorFile> list_all(const std::string& folder) override;

    // As put(), with annotations of the artifact.
    void put_file(const std::string& path, const std::filesystem::path& local,
                  std::map<std::string, std::string> annotations);
    // The text of `path`, which is small, as part of an image.
    void put_image(const std::string& path, std::string_view text, const OciImage& image);
    // The annotations of the file's artifact; none if it is not there.
    std::map<std::string, std::string> annotations(const std::string& path);

  private:
    struct Found;

    std::optional<Found> find(const std::string& path);
    Found found(const std::string& path);
    std::optional<std::string> path_in(const std::string& tag);
    std::string content(const Found& file, std::uint64_t max_bytes);
    std::string artifact(const std::string& path, const OciBlob& content,
                         std::map<std::string, std::string> annotations);

    OciRegistry registry_;
    std::atomic<bool> has_empty_blob_{false};  // which artifacts have for a config
};

}  // namespace sf
