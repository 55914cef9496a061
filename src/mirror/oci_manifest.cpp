#include "mirror/oci_manifest.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"

namespace sf {
namespace {

constexpr int kSchema = 2;
constexpr std::string_view kDigestStart = "sha256:";
constexpr std::size_t kSha256Digits = 64;

Json to_json(const OciBlob& blob) {
    return {{"mediaType", blob.media_type}, {"digest", std::string(kDigestStart) + blob.sha256}, {"size", blob.bytes}};
}

OciBlob blob_from(const Json& json, const std::string& origin) {
    const std::string digest = json.at("digest");
    const std::string sha256 = digest.substr(std::min(kDigestStart.size(), digest.size()));
    const bool named = digest.starts_with(kDigestStart) && sha256.size() == kSha256Digits &&
                       sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!named || !json.at("size").is_number_unsigned())
        throw Error(ErrorKind::source,
                    fmt::format("{} names a blob by something else than its SHA-256 and size", origin));
    return {json.at("mediaType"), sha256, json.at("size")};
}

}  // namespace

std::string oci_manifest_text(const OciManifest& manifest) {
    Json layers = Json::array();
    for (const auto& layer : manifest.layers) layers.push_back(to_json(layer));
    Json json = {{"schemaVersion", kSchema}, {"mediaType", oci::kManifest}};
    if (!manifest.artifact_type.empty()) json["artifactType"] = manifest.artifact_type;
    json["config"] = to_json(manifest.config);
    json["layers"] = std::move(layers);
    if (!manifest.annotations.empty()) json["annotations"] = manifest.annotations;
    return compact_json(json);
}

OciManifest parse_oci_manifest(const std::string& text, const std::string& origin) {
    try {
        const Json json = parse_json(text, origin);
        if (json.at("schemaVersion") != kSchema || json.value("mediaType", oci::kManifest) != oci::kManifest)
            throw Error(ErrorKind::source, origin + " is no image manifest");
        OciManifest manifest;
        manifest.artifact_type = json.value("artifactType", "");
        manifest.config = blob_from(json.at("config"), origin);
        for (const auto& layer : json.at("layers")) manifest.layers.push_back(blob_from(layer, origin));
        if (json.contains("annotations")) json.at("annotations").get_to(manifest.annotations);
        return manifest;
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::source, fmt::format("{} is no image manifest: {}", origin, e.what()));
    }
}

std::string oci_architecture(const std::string& arch) {
    return arch == "x86_64" ? "amd64" : arch == "aarch64" ? "arm64" : arch;
}

}  // namespace sf
