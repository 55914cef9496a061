#include "store/store.h"

#include <algorithm>

#include "base/error.h"

namespace sf {

namespace {

constexpr std::string_view kStaging = ".tmp-";
constexpr std::string_view kDiscarded = ".old-";

fs::path staging_path(const fs::path& folder, const Spec& spec) {
    return folder / (std::string(kStaging) + spec.store_name());
}
fs::path discarded_path(const fs::path& folder, const Spec& spec) {
    return folder / (std::string(kDiscarded) + spec.store_name());
}
fs::path lock_path(const fs::path& locks, const std::string& store_name) {
    return locks / ("store-" + store_name);
}
fs::path spec_file(const fs::path& package) {
    return package / ".spack" / "spec.json";
}

constexpr auto kWriteBits = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;

// A build may not hand setuid files on, either.
void make_read_only(const fs::path& root) {
    walk_sorted(root, [](const fs::directory_entry& entry, const std::string&) {
        if (entry.is_symlink() || !entry.is_regular_file()) return;
        fs::permissions(entry.path(), kWriteBits | fs::perms::set_uid | fs::perms::set_gid, fs::perm_options::remove);
    });
}

}  // namespace

fs::path Store::path(const Spec& spec) const {
    return folder_ / spec.store_name();
}

bool Store::has(const Spec& spec) const {
    const fs::path file = spec_file(path(spec));
    const auto text = read_file_if_exists(file);
    if (!text) return false;
    try {
        return parse_json(*text, file.string()).at("spec").at("nodes").at(0).at("hash") == spec.hash;
    } catch (const Error&) {
        return false;  // damaged: it is built again
    } catch (const Json::exception&) {
        return false;
    }
}

FileLock Store::lock(const Spec& spec, const std::function<void()>& waiting) const {
    make_dirs(locks_);
    return FileLock(lock_path(locks_, spec.store_name()), waiting);
}

fs::path Store::begin(const Spec& spec) const {
    const fs::path staging = staging_path(folder_, spec);
    remove_tree(staging);
    remove_tree(discarded_path(folder_, spec));
    make_dirs(staging);
    return staging;
}

void Store::commit(const Spec& spec, const Json& spec_json, const fs::path& staged) const {
    remove_tree(staged / ".spack");  // a link that a build left would be written through
    make_dirs(staged / ".spack");
    write_file_atomic(spec_file(staged), pretty_json(spec_json));
    make_read_only(staged);
    fsync_tree(staged);
    publish(spec, staged);
}

void Store::publish(const Spec& spec, const fs::path& staged) const {
    const fs::path final_path = path(spec);
    const fs::path discarded = discarded_path(folder_, spec);
    if (fs::exists(final_path)) rename_durable(final_path, discarded);
    rename_durable(staged, final_path);
    remove_tree(discarded);
}

std::vector<Json> Store::spec_jsons() const {
    std::vector<fs::path> folders;
    if (fs::is_directory(folder_)) folders.assign(fs::directory_iterator(folder_), fs::directory_iterator{});
    std::sort(folders.begin(), folders.end());
    std::vector<Json> found;
    for (const auto& folder : folders) {
        if (folder.filename().string().starts_with('.') || !fs::exists(spec_file(folder))) continue;
        try {
            Json json = read_json(spec_file(folder));
            if (from_node(json.at("spec").at("nodes").at(0)).store_name() == folder.filename())
                found.push_back(std::move(json));
        } catch (const Error&) {
            continue;
        } catch (const Json::exception&) {
            continue;
        }
    }
    return found;
}

void Store::remove(const Spec& spec) const {
    // A new name first: a kill in the middle leaves no half package under the old one.
    const fs::path discarded = discarded_path(folder_, spec);
    remove_tree(discarded);
    if (!fs::exists(path(spec))) return;
    rename_durable(path(spec), discarded);
    remove_tree(discarded);
}

void Store::sweep() const {
    if (!fs::is_directory(folder_)) return;
    for (const auto& entry : fs::directory_iterator(folder_)) {
        const std::string name = entry.path().filename().string();
        for (const auto prefix : {kStaging, kDiscarded}) {
            if (!name.starts_with(prefix)) continue;
            if (FileLock::try_lock(lock_path(locks_, name.substr(prefix.size())))) remove_tree(entry.path());
        }
    }
}

}  // namespace sf
