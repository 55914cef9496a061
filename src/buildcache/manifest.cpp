#include "buildcache/manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace sf {
namespace {

constexpr int kVersion = 3;

BlobRecord read_record(const Json& json, const std::string& origin) {
    if (json.at("checksumAlgorithm") != "sha256")
        throw Error(ErrorKind::source, origin + " names a blob by something else than its SHA-256");
    return {json.at("mediaType"), json.at("compression"), json.at("checksum"), json.at("contentLength")};
}

}  // namespace

std::string manifest_text(const Manifest& manifest) {
    Json data = Json::array();
    for (const auto& record : manifest)
        data.push_back(Json{{"contentLength", record.bytes},
                            {"mediaType", record.media_type},
                            {"compression", record.compression},
                            {"checksumAlgorithm", "sha256"},
                            {"checksum", record.sha256}});
    return lined_json({{"version", kVersion}, {"data", std::move(data)}}) + "\n";
}

Manifest parse_manifest(const std::string& text, const std::string& origin) {
    try {
        const Json json = parse_json(text, origin);
        if (json.at("version") != kVersion)
            throw Error(ErrorKind::source, fmt::format("{} is not a manifest of version {}", origin, kVersion));
        Manifest manifest;
        for (const auto& record : json.at("data")) manifest.push_back(read_record(record, origin));
        return manifest;
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::source, fmt::format("{} is not a manifest: {}", origin, e.what()));
    }
}

const BlobRecord& record_of(const Manifest& manifest, const std::string& media_type, const std::string& origin) {
    const auto found = std::find_if(manifest.begin(), manifest.end(),
                                    [&](const BlobRecord& record) { return record.media_type == media_type; });
    if (found == manifest.end()) throw Error(ErrorKind::source, fmt::format("{} has no {}", origin, media_type));
    return *found;
}

}  // namespace sf
