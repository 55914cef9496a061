// A repository of a registry: its blobs, manifests and tags (github.com/opencontainers/distribution-spec, spec.md).
// All calls throw Error(source) where the registry refuses, with what to do. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "mirror/oci_auth.h"
#include "mirror/oci_manifest.h"
#include "mirror/oci_url.h"

namespace sf {

class OciRegistry {
  public:
    OciRegistry(const OciUrl& url, OciCredentials credentials, Http& http);

    const std::string& url() const { return text_; }

    // Nothing if there is no such tag.
    std::optional<std::string> manifest(const std::string& tag);
    bool has_manifest(const std::string& tag);
    // What is at the tag now must be the manifest with this SHA-256; empty: nothing. Only some registries ask that of
    // us, so the caller compares too. False: the registry did, and it is something else.
    bool put_manifest_if(const std::string& tag, const std::string& text, const std::string& sha256_now);
    void put_manifest(const std::string& tag, const std::string& text);
    // With all tags that it has. One that is not there is fine.
    void remove_manifest(const std::string& sha256);
    // All of them, sorted; what cannot be a tag is passed over.
    std::vector<std::string> tags();

    // A blob's content, or its file at `destination`, where the part of an earlier attempt is gone on with. It is what
    // its SHA-256 says.
    std::string blob(const std::string& sha256, std::uint64_t max_bytes);
    void fetch_blob(const std::string& sha256, std::uint64_t max_bytes, const std::filesystem::path& destination,
                    const TransferProgress& progress);
    // One that is there is not sent again.
    OciBlob put_blob(const std::string& media_type, std::string_view content);
    OciBlob put_blob_file(const std::string& media_type, const std::filesystem::path& file);

  private:
    struct Upload;

    HttpRequest request(const std::string& method, const std::string& path) const;
    HttpAnswer send(HttpRequest request);
    HttpAnswer follow(HttpRequest request);
    HttpAnswer put_manifest(const std::string& tag, const std::string& text,
                            std::vector<std::pair<std::string, std::string>> condition);
    void upload(const Upload& upload);
    HttpAnswer upload_once(const Upload& upload, bool last);
    HttpAnswer upload_whole(const Upload& upload, const std::string& location);
    HttpAnswer upload_in_pieces(const Upload& upload, std::string location);
    std::string begin_upload();
    Error refused(const HttpRequest& request, const HttpAnswer& answer) const;

    OciUrl url_;
    std::string text_;
    OciAuth auth_;
    Http& http_;
};

}  // namespace sf
