#include "mirror/caching.h"

#include <array>
#include <utility>

namespace sf {
namespace {

using Rule = std::pair<std::string_view, std::string_view>;

constexpr std::array<std::string_view, 3> kContentAddressed = {"blobs/sha256/", "sources/sha256/", "by-digest/"};

constexpr std::array<Rule, 19> kTypes = {{
    {".intoto.jsonl", "application/jsonl"},
    {".jsonl", "application/jsonl"},
    {".json", "application/json"},
    {".json.sig", "text/plain; charset=utf-8"},
    {".asc", "application/pgp-signature"},
    {".pub", "application/pgp-keys"},
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".txt", "text/plain; charset=utf-8"},
    {".md", "text/markdown; charset=utf-8"},
    {".yaml", "application/yaml"},
    {".gz", "application/gzip"},
    {".zst", "application/zstd"},
    {".xz", "application/x-xz"},
    {".deb", "application/vnd.debian.binary-package"},
    {".rpm", "application/x-rpm"},
}};

bool is_below_folder(std::string_view path, std::string_view folder) {
    const std::size_t found = path.find(folder);
    return found == 0 || (found != std::string_view::npos && path[found - 1] == '/');
}

}  // namespace

std::string cache_control_of(std::string_view path) {
    for (const auto folder : kContentAddressed)
        if (is_below_folder(path, folder)) return "public, max-age=31536000, immutable";
    return "public, max-age=60, must-revalidate";
}

std::string content_type_of(std::string_view path) {
    for (const auto& [suffix, type] : kTypes)
        if (path.ends_with(suffix)) return std::string(type);
    return "application/octet-stream";
}

}  // namespace sf
