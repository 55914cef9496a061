#include "buildcache/fetch_package.h"

#include <fmt/format.h>

#include "base/files.h"
#include "buildcache/extract.h"
#include "buildcache/layout.h"
#include "buildcache/package_check.h"
#include "buildcache/tarball_facts.h"
#include "relocate/mapped_file.h"

namespace sf {
namespace {

IndexedPackage checked_package(const InstallSource& source, const std::string& hash) {
    if (source.cache != nullptr) return source.cache->verified(hash, *source.index);
    check_published(*source.mirror, *source.index, hash);
    return source.index->packages.at(hash);
}

std::vector<fs::path> unpack(const PackageFetch& fetch, std::string_view blob, IndexedPackage package,
                             const std::string& origin, const fs::path& into) {
    if (fetch.source.cache == nullptr)
        return extract_package(blob, {origin, package, package.prefix.substr(1), fetch.prefixes, fetch.places}, into);
    const auto facts = read_tarball_facts(blob, package.tarball.sha256, origin);
    package.tarball.bytes = blob.size();  // layout v2 signs the checksum alone
    package.unpacked_bytes = facts.unpacked_bytes;
    const PrefixMap prefixes = fetch.prefixes_of(facts.info);
    return extract_package(blob, {origin, package, facts.folder, prefixes, fetch.places}, into);
}

}  // namespace

FetchedPackage fetch_package(const PackageFetch& fetch, const std::string& hash, const fs::path& into) {
    const auto doing = [&](const std::string& what) {
        if (fetch.doing) fetch.doing(what);
    };
    Mirror& mirror = *fetch.source.mirror;
    const Index& index = *fetch.source.index;
    const IndexedPackage package = checked_package(fetch.source, hash);
    const std::string path = layout_of(index.layout).tarball(index.nodes, hash, package.tarball);
    const std::string origin = fmt::format("{}/{} ({})", mirror.url(), path, package.name);
    make_dirs(fetch.downloads);
    const FileLock downloading(fetch.downloads / (package.tarball.sha256 + ".lock"));
    const fs::path destination = fetch.downloads / package.tarball.sha256;
    const fs::path local = mirror.fetch(path, layout::most_bytes(package.tarball), destination,
                                        [&](const Transferred& now) { doing("download " + to_text(now)); });
    doing("unpack");
    FetchedPackage fetched;
    try {
        const MappedFile file(local);
        fetched.bytes = file.bytes().size();
        fetched.unmoved = unpack(fetch, file.bytes(), package, origin, into);
        check_spec_file(into, hash, package, origin);
    } catch (...) {
        remove_tree(destination);  // nothing to go on with
        throw;
    }
    remove_tree(destination);
    return fetched;
}

}  // namespace sf
