// Where files are published: a folder, a web server, a bucket of S3, or a repository of a registry. Paths are relative
// to the mirror's root, with '/'.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"

namespace sf {

class Mirror {
  public:
    virtual ~Mirror() = default;
    virtual const std::string& url() const = 0;  // normalised: no '/' at the end, folders as file:///PATH
    // A small file's content. Throws Error(source) if it is not there or has more than `max_bytes`.
    virtual std::string read(const std::string& path, std::uint64_t max_bytes) = 0;
    // The file on this machine: where it lies, or downloaded to `destination`, where the part of an earlier attempt is
    // gone on with. Throws as read() does.
    virtual std::filesystem::path fetch(const std::string& path, std::uint64_t max_bytes,
                                        const std::filesystem::path& destination,
                                        const TransferProgress& progress = {}) = 0;
    virtual bool exists(const std::string& path) = 0;
};

struct MirrorFile {
    std::string path;
    std::uint64_t bytes = 0;
    bool temporary = false;  // the leftover of a killed run, or what another run puts just now
};

// A small file as it is, and which one that is: for put_if.
struct VersionedText {
    std::string text;
    std::string version;  // the mirror's own word for it; never empty
};

class WritableMirror : public Mirror {
  public:
    // Each appears under its name whole or not at all.
    virtual void put(const std::string& path, std::string_view content) = 0;
    virtual void put_file(const std::string& path, const std::filesystem::path& local) = 0;  // may take the file itself
    // The same as read() with the file's version; nothing if the file is not there.
    virtual std::optional<VersionedText> read_versioned(const std::string& path, std::uint64_t max_bytes) = 0;
    // Puts it if the file still is of that version; without one, if there is no such file. False: somebody else put
    // another one meanwhile, and nothing was written.
    virtual bool put_if(const std::string& path, std::string_view content,
                        const std::optional<std::string>& version) = 0;
    // One that is not there is fine.
    virtual void remove(const std::string& path) = 0;
    // The files below a folder, sorted; none if the folder is not there.
    virtual std::vector<std::string> list(const std::string& folder) = 0;
    // The same with sizes, and with temporary files.
    virtual std::vector<MirrorFile> list_all(const std::string& folder) = 0;
};

// `url`: file:///PATH, a PATH, http(s)://, s3://BUCKET/PREFIX, which is reached as the environment says
// (aws_settings.h), or oci://HOST/REPOSITORY (oci_credentials.h). `http` must outlive the mirror. Throws Error(usage)
// for anything else.
std::unique_ptr<Mirror> open_mirror(const std::string& url, Http& http);
// Throws Error(usage) for a mirror that can only be read, as web servers are.
std::unique_ptr<WritableMirror> open_writable_mirror(const std::string& url, Http& http);

}  // namespace sf
