#include "buildcache/package_check.h"

#include "base/error.h"
#include "base/files.h"
#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "sign/clearsigned.h"

namespace sf {

std::string check_published(Mirror& mirror, const Index& index, const std::string& hash) {
    const Layout& layout = layout_of(index.layout);
    const auto& package = index.packages.at(hash);
    const std::string path = layout.signed_file(index.nodes, hash);
    const std::string origin = mirror.url() + "/" + path;
    auto text = read_checked(mirror, path, package.manifest);
    const auto described = layout.read_description(mirror, clearsigned_body(text), origin);
    const bool sized = described.tarball.bytes != 0;
    if (described.tarball.sha256 != package.tarball.sha256 || described.spec != package.spec ||
        described.attached != package.attached || (sized && described.tarball.bytes != package.tarball.bytes))
        throw Error(ErrorKind::source, origin + " names another tarball, spec or document than the index");
    check_root(described.spec_json, package.name, hash, "the spec of " + origin);
    checked_nodes(described.spec_json, "the spec of " + origin);
    return text;
}

void check_spec_file(const fs::path& root, const std::string& hash, const IndexedPackage& package,
                     const std::string& origin) {
    const auto text = read_file_if_exists(root / ".spack/spec.json");
    if (!text) throw Error(ErrorKind::source, origin + " has no .spack/spec.json");
    const Json spec = parse_json(*text, origin + ": .spack/spec.json");
    check_root(spec, package.name, hash, origin + ": .spack/spec.json");
    checked_nodes(spec, origin + ": .spack/spec.json");
}

}  // namespace sf
