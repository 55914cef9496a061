#include "mirror/oci_mirror.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "mirror/oci_tags.h"

namespace sf {
namespace {

constexpr const char* kFileArtifact = "application/vnd.slurm-factory.file.v1";
constexpr const char* kFileContent = "application/octet-stream";
constexpr const char* kPathAnnotation = "org.opencontainers.image.title";
constexpr const char* kTextAnnotation = "slurm-factory.text";  // of an image: the file of that path
constexpr std::string_view kBlobFolder = "blobs/sha256/";

// blobs/sha256/ab/ab... is read by its name alone; empty for other paths.
std::string blob_of_path(const std::string& path) {
    constexpr std::size_t kFolder = 3, kDigits = 64;
    if (!path.starts_with(kBlobFolder) || path.size() != kBlobFolder.size() + kFolder + kDigits) return "";
    return path.substr(kBlobFolder.size() + kFolder);
}

}  // namespace

struct OciMirror::Found {
    std::string path, sha256;  // of the manifest
    OciManifest manifest;

    const OciBlob& blob() const { return manifest.layers.front(); }
    bool is_image() const { return manifest.annotations.contains(kTextAnnotation); }
    const std::string& text() const { return manifest.annotations.at(kTextAnnotation); }
    std::uint64_t bytes() const { return is_image() ? text().size() : blob().bytes; }
};

OciMirror::OciMirror(std::string_view url, const Environment& environment, Http& http)
    : registry_(parse_oci_url(url), oci_credentials(parse_oci_url(url), environment), http) {}

// Nothing where there is no such tag. What lies there is what somebody put under this very path.
std::optional<OciMirror::Found> OciMirror::find(const std::string& path) {
    const std::string tag = oci::tag(path), origin = url() + ":" + tag;
    const auto text = registry_.manifest(tag);
    if (!text) return std::nullopt;
    Found file{path, sha256_hex(*text), parse_oci_manifest(*text, origin)};
    const auto title = file.manifest.annotations.find(kPathAnnotation);
    if (title == file.manifest.annotations.end())
        throw Error(ErrorKind::source, origin + " was not put there by slurm-factory; nobody signed it",
                    "Spack signs nothing in a registry: push to a repository of your own");
    if (title->second != path || file.manifest.layers.empty())
        throw Error(ErrorKind::source, fmt::format("{} is not the file {}", origin, path));
    return file;
}

OciMirror::Found OciMirror::found(const std::string& path) {
    auto file = find(path);
    if (!file) throw Error(ErrorKind::source, fmt::format("{}/{}: there is no such file", url(), path));
    return std::move(*file);
}

std::string OciMirror::content(const Found& file, std::uint64_t max_bytes) {
    if (file.bytes() > max_bytes)
        throw Error(ErrorKind::source,
                    fmt::format("{}/{}: larger than the limit of {}", url(), file.path, format_bytes(max_bytes)));
    return file.is_image() ? file.text() : registry_.blob(file.blob().sha256, max_bytes);
}

std::string OciMirror::read(const std::string& path, std::uint64_t max_bytes) {
    const std::string blob = blob_of_path(path);
    return blob.empty() ? content(found(path), max_bytes) : registry_.blob(blob, max_bytes);
}

std::filesystem::path OciMirror::fetch(const std::string& path, std::uint64_t max_bytes,
                                       const std::filesystem::path& destination, const TransferProgress& progress) {
    std::string blob = blob_of_path(path);
    if (blob.empty()) blob = found(path).blob().sha256;
    registry_.fetch_blob(blob, max_bytes, destination, progress);
    return destination;
}

bool OciMirror::exists(const std::string& path) {
    return registry_.has_manifest(oci::tag(path));
}

std::string OciMirror::artifact(const std::string& path, const OciBlob& content,
                                std::map<std::string, std::string> annotations) {
    OciBlob empty{oci::kEmpty, sha256_hex(oci::kEmptyContent), std::string_view(oci::kEmptyContent).size()};
    if (!has_empty_blob_.exchange(true)) registry_.put_blob(oci::kEmpty, oci::kEmptyContent);
    annotations[kPathAnnotation] = path;
    return oci_manifest_text({kFileArtifact, std::move(empty), {content}, std::move(annotations)});
}

void OciMirror::put(const std::string& path, std::string_view content) {
    registry_.put_manifest(oci::tag(path), artifact(path, registry_.put_blob(kFileContent, content), {}));
}

void OciMirror::put_file(const std::string& path, const std::filesystem::path& local) {
    put_file(path, local, {});
}

void OciMirror::put_file(const std::string& path, const std::filesystem::path& local,
                         std::map<std::string, std::string> annotations) {
    registry_.put_manifest(oci::tag(path),
                           artifact(path, registry_.put_blob_file(kFileContent, local), std::move(annotations)));
}

void OciMirror::put_image(const std::string& path, std::string_view text, const OciImage& image) {
    OciManifest manifest{"", registry_.put_blob(oci::kConfig, image.config), image.layers, image.annotations};
    manifest.annotations[kPathAnnotation] = path;
    manifest.annotations[kTextAnnotation] = text;
    registry_.put_manifest(oci::tag(path), oci_manifest_text(manifest));
}

std::map<std::string, std::string> OciMirror::annotations(const std::string& path) {
    const auto file = find(path);
    return file ? file->manifest.annotations : std::map<std::string, std::string>();
}

std::optional<VersionedText> OciMirror::read_versioned(const std::string& path, std::uint64_t max_bytes) {
    const auto file = find(path);
    if (!file) return std::nullopt;
    return VersionedText{content(*file, max_bytes), file->sha256};
}

bool OciMirror::put_if(const std::string& path, std::string_view content, const std::optional<std::string>& version) {
    const auto now = find(path);
    if (now.has_value() != version.has_value() || (now && now->sha256 != *version)) return false;
    const std::string text = artifact(path, registry_.put_blob(kFileContent, content), {});
    if (!registry_.put_manifest_if(oci::tag(path), text, version.value_or(""))) return false;
    const auto after = find(path);
    return after && after->sha256 == sha256_hex(text);
}

void OciMirror::remove(const std::string& path) {
    if (const auto file = find(path)) registry_.remove_manifest(file->sha256);
}

std::vector<std::string> OciMirror::list(const std::string& folder) {
    std::vector<std::string> paths;
    for (const auto& tag : registry_.tags()) {
        auto path = oci::path_of_tag(tag);
        if (!path && oci::may_be_below(tag, folder)) path = path_in(tag);
        if (path && *path != folder && is_below(*path, folder)) paths.push_back(std::move(*path));
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

// What the artifact of a tag says its path to be, if that can be so: nothing for images that Spack put.
std::optional<std::string> OciMirror::path_in(const std::string& tag) {
    const auto text = registry_.manifest(tag);
    if (!text) return std::nullopt;
    const auto manifest = parse_oci_manifest(*text, url() + ":" + tag);
    const auto title = manifest.annotations.find(kPathAnnotation);
    if (title == manifest.annotations.end() || oci::tag(title->second) != tag) return std::nullopt;
    return title->second;
}

std::vector<MirrorFile> OciMirror::list_all(const std::string& folder) {
    std::vector<MirrorFile> files;
    for (const auto& path : list(folder))
        if (const auto file = find(path)) files.push_back({path, file->bytes(), false});
    return files;
}

}  // namespace sf
