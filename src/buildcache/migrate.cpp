#include "buildcache/migrate.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/error.h"
#include "base/files.h"
#include "base/parallel.h"
#include "buildcache/blobs.h"
#include "buildcache/layout.h"
#include "buildcache/measure.h"
#include "buildcache/publish.h"
#include "buildcache/spack_cache.h"
#include "buildcache/spec_file.h"
#include "sign/verify.h"

namespace sf {
namespace {

// What there is to migrate: nodes and packages by hash. Of Spack's index no more than the names of packages are known.
Index source_index(Mirror& from, const Keyring& keyring, const std::set<std::string>& pinned, bool unsigned_too) {
    const std::string ours = layout::v2::kSignedIndex, spacks = layout::v2::kIndex;
    if (!unsigned_too && from.exists(ours)) {
        const std::string origin = from.url() + "/" + ours;
        const auto verified = verify_clearsigned(keyring, pinned, from.read(ours, layout::kMaxIndex), origin);
        return parse_index(verified.text, origin, LayoutVersion::v2);
    }
    if (!from.exists(spacks))
        throw Error(ErrorKind::source, from.url() + " has no buildcache of layout v2: there is no " + spacks,
                    "an old Spack makes it: spack buildcache update-index");
    return read_spack_index(from, LayoutVersion::v2);
}

class Migration {
  public:
    Migration(const MigrateRequest& request, Mirror& from, const MigrateTarget* target, Process& process)
        : request_(request), from_(from), target_(target), keyring_(Keyring::ephemeral(process)) {
        for (const auto& key : request.keys) {
            keyring_.add(key.public_key, "the trusted key " + key.fingerprint);
            pinned_.insert(key.fingerprint);
        }
        source_ = source_index(from, keyring_, pinned_, request.unsigned_too);
        if (target_ != nullptr) index_ = load_own_index(target_->mirror, LayoutVersion::v3, target_->signer, process);
    }

    MigrateResult run(Progress& progress) {
        const auto hashes = sorted_packages();
        std::vector<Migrated> migrated(hashes.size());
        MigrateResult result;
        result.packages.resize(hashes.size());
        make_dirs(request_.downloads);
        progress.plan(hashes.size(), 0);
        parallel_for(hashes.size(), request_.jobs, [&](std::size_t i) {
            const auto& named = source_.packages.at(hashes[i]);
            result.packages[i] = {named.name, named.version, hashes[i], is_there(hashes[i]), "", 0};
            const std::string item = named.name + " " + named.version;
            progress.started(item, "migrate", 0);
            progress.finished(item, attempt(hashes[i], result.packages[i], migrated[i]));
        });
        progress.done();
        for (std::size_t i = 0; i < hashes.size(); ++i) add(hashes[i], migrated[i]);
        return result;
    }

    // Of all that the target has now. Readers that have seen the old index want a higher number.
    Index index() {
        index_.serial = std::max(index_.serial, source_.serial);
        return std::move(index_);
    }

  private:
    struct Migrated {
        IndexedPackage package;
        SpecNodes nodes;
    };

    std::vector<std::string> sorted_packages() const {
        std::vector<std::string> hashes;
        for (const auto& [hash, package] : source_.packages) hashes.push_back(hash);
        std::sort(hashes.begin(), hashes.end(), [&](const std::string& a, const std::string& b) {
            const auto &x = source_.packages.at(a), &y = source_.packages.at(b);
            return std::tie(x.name, x.version, a) < std::tie(y.name, y.version, b);
        });
        return hashes;
    }

    bool is_there(const std::string& hash) const {
        if (!index_.packages.contains(hash)) return false;
        const auto files = layout_v3().files(index_, hash);
        return std::all_of(files.begin(), files.end(),
                           [&](const PlacedFile& file) { return target_->mirror.exists(file.path); });
    }

    // What became of it, in a word.
    std::string attempt(const std::string& hash, MigratedPackage& result, Migrated& migrated) const {
        if (result.was_there) return "was there";
        try {
            migrate(hash, migrated);
            result.bytes = migrated.package.tarball.bytes;
            return target_ == nullptr ? "good" : "migrated";
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::source) throw;
            result.fault = e.message();
        }
        return "left out";
    }

    void migrate(const std::string& hash, Migrated& migrated) const {
        auto& package = migrated.package;
        package.name = source_.packages.at(hash).name;
        package.version = source_.packages.at(hash).version;
        const SpecFile file = read_spec_file(hash, package);
        migrated.nodes = checked_nodes(file.spec_json, package.name);
        package.tarball.sha256 = file.tarball_sha256;
        const std::string path = layout_v2().tarball(source_.nodes, hash, package.tarball);
        const TempDir folder(request_.downloads, "migrate-");
        const fs::path tarball = from_.fetch(path, layout::kMaxTarball, folder.path() / "tarball");
        measure_tarball(package, tarball, from_.url() + "/" + path);
        if (target_ == nullptr) return;
        const fs::path own = folder.path() / "own";  // what is put may be taken, and a folder's files are not ours
        fs::copy_file(tarball, own);
        layout_v3().put_tarball(target_->mirror, layout::blob(package.tarball.sha256), own);
        layout_v3().put_description(target_->mirror, target_->signer, file.spec_json, package);
    }

    SpecFile read_spec_file(const std::string& hash, const IndexedPackage& package) const {
        const std::string stem = layout::v2::spec_file(source_.nodes, hash),
                          signed_path = stem + layout::v2::kSignedEnd;
        if (request_.unsigned_too) {
            const std::string path = from_.exists(signed_path) ? signed_path : stem + layout::v2::kUnsignedEnd;
            return check_unsigned_spec_file(from_.read(path, layout::kMaxSpec), package.name, hash,
                                            from_.url() + "/" + path);
        }
        const auto& expected = source_.packages.at(hash).manifest;
        const std::string text = expected.sha256.empty() ? from_.read(signed_path, layout::kMaxSpec)
                                                         : read_checked(from_, signed_path, expected);
        return verify_spec_file(keyring_, pinned_, text, package.name, hash, from_.url() + "/" + signed_path);
    }

    void add(const std::string& hash, Migrated& migrated) {
        if (migrated.package.manifest.sha256.empty()) return;  // left out, or there before
        index_.packages[hash] = std::move(migrated.package);
        index_.nodes.insert(migrated.nodes.begin(), migrated.nodes.end());
    }

    const MigrateRequest& request_;
    Mirror& from_;
    const MigrateTarget* target_;
    Keyring keyring_;
    std::set<std::string> pinned_;
    Index source_;  // of layout v2
    Index index_;   // of layout v3
};

}  // namespace

MigrateResult migrate_buildcache(const MigrateRequest& request, Mirror& from, const MigrateTarget* target,
                                 Process& process, Clock& clock, Progress& progress) {
    Migration migration(request, from, target, process);
    auto result = migration.run(progress);
    const bool any = std::any_of(result.packages.begin(), result.packages.end(),
                                 [](const MigratedPackage& package) { return package.fault.empty(); });
    if (target == nullptr || !any) return result;
    const Index migrated = migration.index();
    const auto add = [&](Index& index) {
        index.serial = std::max(index.serial, migrated.serial);
        for (const auto& [hash, package] : migrated.packages) index.packages[hash] = package;
        for (const auto& [hash, node] : migrated.nodes) index.nodes[hash] = node;
    };
    result.serial =
        update_index({target->mirror, LayoutVersion::v3, target->signer, process, clock, request.valid_days}, add)
            .serial;
    return result;
}

void remove_layout_v2(WritableMirror& mirror) {
    const std::string spacks = layout::v2::kIndex, ours = layout::v2::kSignedIndex;
    for (const auto& path : mirror.list(layout::v2::kFolder))
        if (path != spacks && path != ours) mirror.remove(path);
    mirror.remove(ours);
    mirror.remove(spacks);
}

}  // namespace sf
