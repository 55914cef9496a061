#include "image/layout.h"

#include <fmt/format.h>

#include <fstream>

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/parallel.h"
#include "bundle/tar.h"
#include "concretize/concretize.h"

namespace sf {
namespace {

constexpr const char* kLayoutFile = "oci-layout";
constexpr const char* kIndexFile = "index.json";
constexpr const char* kDockerFile = "manifest.json";
constexpr const char* kBlobs = "blobs/sha256";
constexpr const char* kIndex = "application/vnd.oci.image.index.v1+json";
constexpr const char* kRefName = "org.opencontainers.image.ref.name";
constexpr unsigned kUploads = 4;

std::string layout_text() {
    return compact_json({{"imageLayoutVersion", "1.0.0"}});
}

Json index_entry(const MadeImage& image) {
    return {{"mediaType", oci::kManifest},
            {"digest", "sha256:" + image.sha256()},
            {"size", image.manifest.size()},
            {"annotations", {{kRefName, image.name.text()}}}};
}

// `others`: what the index names already.
std::string index_text(const MadeImage& image, const Json& others) {
    Json manifests = Json::array();
    for (const auto& other : others)
        if (!other.contains("annotations") || other.at("annotations").value(kRefName, "") != image.name.text())
            manifests.push_back(other);
    manifests.push_back(index_entry(image));
    return compact_json({{"schemaVersion", 2}, {"mediaType", kIndex}, {"manifests", manifests}});
}

std::string docker_text(const MadeImage& image) {
    const auto blob = [](const OciBlob& one) { return fmt::format("{}/{}", kBlobs, one.sha256); };
    Json layers = Json::array();
    for (const auto& layer : image.layers) layers.push_back(blob(layer.blob));
    const Json entry = {
        {"Config", blob(image.config)}, {"RepoTags", Json::array({image.name.text()})}, {"Layers", layers}};
    return compact_json(Json::array({entry}));
}

void write_layout(const MadeImage& image, const fs::path& folder) {
    const bool is_there = fs::exists(folder / kLayoutFile);
    if (!is_there && fs::exists(folder) && !fs::is_empty(folder))
        throw Error(ErrorKind::usage, fmt::format("{} is neither empty nor an OCI layout", folder.string()));
    const Json others = is_there ? read_json(folder / kIndexFile).at("manifests") : Json::array();
    make_dirs(folder / kBlobs);
    const TempDir arriving(folder / kBlobs, ".arriving-");
    for (const auto& entry : fs::directory_iterator(image.blobs())) {
        const fs::path name = entry.path().filename(), copy = arriving.path() / name;
        if (fs::exists(folder / kBlobs / name)) continue;
        fs::copy_file(entry.path(), copy);
        fs::rename(copy, folder / kBlobs / name);
    }
    sync_filesystem(folder);
    write_file_atomic(folder / kLayoutFile, layout_text());
    write_file_atomic(folder / kIndexFile, index_text(image, others));
}

// Layers are compressed already.
class PlainFile {
  public:
    explicit PlainFile(const fs::path& path) : path_(path), file_(path, std::ios::binary | std::ios::trunc) {
        file_.exceptions(std::ios::failbit | std::ios::badbit);
    }
    void write(std::string_view bytes) { file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size())); }
    void close() {
        file_.close();
        sync_filesystem(path_);
    }

  private:
    fs::path path_;
    std::ofstream file_;
};

void write_archive(const MadeImage& image, const fs::path& path) {
    const fs::path folder = fs::absolute(path).parent_path();
    make_dirs(folder);
    const TempDir arriving(folder, ".image-");
    const fs::path part = arriving.path() / path.filename();
    try {
        PlainFile file(part);
        TarWriter tar([&](std::string_view bytes) { file.write(bytes); }, kSharedSourceDate);
        tar.add_tree(image.folder.path());
        tar.add_text(kIndexFile, index_text(image, Json::array()));
        tar.add_text(kDockerFile, docker_text(image));
        tar.add_text(kLayoutFile, layout_text());
        tar.finish();
        file.close();
    } catch (const std::ios::failure& failure) {
        throw Error(ErrorKind::host, fmt::format("{} cannot be written: {}", path.string(), failure.code().message()),
                    "is the disk full?");
    }
    rename_durable(part, path);
}

}  // namespace

ImageOutput parse_image_output(const std::string& text) {
    const auto after = [&](const std::string& start) { return fs::path(text.substr(start.size())); };
    ImageOutput output{ImageOutput::Kind::archive, text};
    if (text.starts_with("oci:")) output = {ImageOutput::Kind::layout, after("oci:")};
    if (text.starts_with("oci-archive:")) output = {ImageOutput::Kind::archive, after("oci-archive:")};
    if (output.path.empty() || output.path.string().find(':') != std::string::npos)
        throw Error(ErrorKind::usage, fmt::format("'{}' is no place for an image", text),
                    "oci:DIR, oci-archive:FILE or FILE; a registry is given by --push");
    return output;
}

void write_image(const MadeImage& image, const ImageOutput& output) {
    if (output.kind == ImageOutput::Kind::layout)
        write_layout(image, output.path);
    else
        write_archive(image, output.path);
}

void push_image(const MadeImage& image, OciRegistry& registry) {
    parallel_for(image.layers.size(), kUploads, [&](std::size_t i) {
        const auto& blob = image.layers[i].blob;
        registry.put_blob_file(blob.media_type, image.blobs() / blob.sha256);
    });
    registry.put_blob_file(image.config.media_type, image.blobs() / image.config.sha256);
    registry.put_manifest(image.name.tag, image.manifest);
}

}  // namespace sf
