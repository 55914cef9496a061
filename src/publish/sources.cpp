#include "publish/sources.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"

namespace sf {
namespace {

constexpr const char* kHint =
    "build it again, so that its sources are fetched, or publish with --no-sources where the site offers them "
    "otherwise";

// v2.0.19.tar.gz alone says nothing. S3 and web servers disagree on whether '+' in a URL is a blank.
std::string published_name(const std::string& package, const std::string& file) {
    std::string name = file.starts_with(package) ? file : package + "-" + file;
    std::replace(name.begin(), name.end(), '+', '_');
    return name;
}

// The cache has NAME/SHA256-FILENAME.
SourceFile source_of(const BundledSource& source, const fs::path& cache) {
    const fs::path folder = cache / source.name;
    const std::string start = source.sha256 + "-";
    if (fs::is_directory(folder))
        for (const auto& entry : fs::directory_iterator(folder)) {
            const std::string name = entry.path().filename();
            if (name.starts_with(start) && entry.is_regular_file())
                return {entry.path(), published_name(source.name, name.substr(start.size())), source.sha256};
        }
    throw Error(ErrorKind::usage,
                fmt::format("the source of {} {} ({}) is not in {}", source.name, source.version, source.license,
                            cache.string()),
                kHint);
}

SourceFile patch_of(const BundledPatch& wanted, const Package& package) {
    for (const auto& patch : package.patches)
        if (patch.sha256 == wanted.sha256) return {patch.path, patch.path.filename(), patch.sha256};
    throw Error(ErrorKind::usage,
                fmt::format("the catalog no longer has the patch {} of {}", wanted.file, package.name), kHint);
}

}  // namespace

std::vector<SourceFile> sources_to_offer(const BundleFacts& facts, const Catalog& catalog, const fs::path& cache) {
    std::vector<SourceFile> files;
    for (const auto& source : facts.sources) {
        const bool has_source = !source.sha256.empty();
        if (!source.shipped || !has_source || source.license.find("GPL") == std::string::npos) continue;
        const Package& package = catalog.package(source.name);
        files.push_back(source_of(source, cache));
        for (const auto& patch : source.patches) files.push_back(patch_of(patch, package));
        files.push_back({package.file, package.file.filename(), sha256_file(package.file)});
    }
    return files;
}

}  // namespace sf
