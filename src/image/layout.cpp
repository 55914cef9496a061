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

// What the index of a folder names besides an image of this name.
Json others_in(const fs::path& index, const ImageName& name) {
    const Json whole = read_json(index);
    Json others = Json::array();
    try {
        for (const auto& entry : whole.at("manifests"))
            if (entry.value("annotations", Json::object()).value(kRefName, "") != name.text()) others.push_back(entry);
    } catch (const Json::exception& error) {
        throw Error(ErrorKind::usage, fmt::format("{} is no index of an OCI layout: {}", index.string(), error.what()));
    }
    return others;
}

std::string index_text(const MadeImage& image, Json others) {
    others.push_back(index_entry(image));
    return compact_json({{"schemaVersion", 2}, {"mediaType", kIndex}, {"manifests", others}});
}

std::string docker_text(const MadeImage& image) {
    const auto blob = [](const OciBlob& one) { return fmt::format("{}/{}", kBlobs, one.sha256); };
    Json layers = Json::array();
    for (const auto& layer : image.layers) layers.push_back(blob(layer.blob));
    const Json entry = {
        {"Config", blob(image.config)}, {"RepoTags", Json::array({image.name.text()})}, {"Layers", layers}};
    return compact_json(Json::array({entry}));
}

// It is a layout from the start, so that a run that was killed is gone on with.
void write_layout(const MadeImage& image, const fs::path& folder) {
    const fs::path index = folder / kIndexFile, blobs = folder / kBlobs;
    if (fs::exists(folder) && !fs::is_empty(folder) && !fs::exists(folder / kLayoutFile))
        throw Error(ErrorKind::usage, fmt::format("{} is neither empty nor an OCI layout", folder.string()));
    Json others = fs::exists(index) ? others_in(index, image.name) : Json::array();
    make_dirs(folder);
    write_file_atomic(folder / kLayoutFile, layout_text());
    make_dirs(blobs);
    const TempDir arriving(blobs, ".arriving-");
    std::vector<fs::path> names;
    for (const auto& entry : fs::directory_iterator(image.blobs())) {
        const fs::path name = entry.path().filename();
        if (fs::exists(blobs / name)) continue;
        copy_tree(entry.path(), arriving.path() / name);
        names.push_back(name);
    }
    sync_filesystem(folder);  // a blob that has its name is whole: the next run takes it as it is
    for (const auto& name : names) rename_durable(arriving.path() / name, blobs / name);
    write_file_atomic(index, index_text(image, std::move(others)));
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
