#include "buildcache/trust.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

fs::path mirrors_file(const fs::path& folder) {
    return folder / "mirrors.json";
}

FileLock lock(const fs::path& folder) {
    return FileLock(folder / "lock");
}

MirrorTrust trust_from(const Json& json) {
    const Json verified = json.value("verified", Json::object());
    return {json.at("fingerprint"), json.at("serial"), verified.value("sha256", ""),
            verified.value("until", std::int64_t{0}), json.value("inherited", false)};
}

// https://host/a/b -> https://host/a; nothing above https://host.
std::optional<std::string> url_above(const std::string& url) {
    const std::size_t slash = url.rfind('/');
    if (slash == std::string::npos || slash == 0 || url[slash - 1] == '/') return std::nullopt;
    return url.substr(0, slash);
}

Json to_json(const MirrorTrust& trust) {
    Json json = {{"fingerprint", trust.fingerprint},
                 {"serial", trust.serial},
                 {"verified", {{"sha256", trust.verified_index}, {"until", trust.verified_until}}}};
    if (trust.inherited) json["inherited"] = true;
    return json;
}

}  // namespace

Json TrustStore::mirrors() const {
    const auto text = read_file_if_exists(mirrors_file(folder_));
    return text ? parse_json(*text, mirrors_file(folder_).string()) : Json::object();
}

fs::path TrustStore::key_file(const std::string& fingerprint) const {
    return folder_ / "keys" / (fingerprint + ".asc");
}

std::optional<MirrorTrust> TrustStore::find(const std::string& url) const {
    const Json known = mirrors();
    try {
        std::optional<MirrorTrust> seen;
        if (known.contains(url)) seen = trust_from(known.at(url));
        if (seen && !seen->inherited) return seen;
        for (auto above = url_above(url); above; above = url_above(*above)) {
            if (!known.contains(*above)) continue;
            MirrorTrust pinned = trust_from(known.at(*above));
            if (pinned.inherited) continue;
            if (seen && seen->fingerprint == pinned.fingerprint) return seen;
            return MirrorTrust{pinned.fingerprint, 0, "", 0, true};
        }
        return std::nullopt;
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::host, fmt::format("{} is damaged: {}", mirrors_file(folder_).string(), e.what()),
                    "remove it, and trust the mirrors again");
    }
}

std::set<std::string> TrustStore::fingerprints() const {
    std::set<std::string> result;
    const Json known = mirrors();
    for (const auto& [url, trust] : known.items())
        if (const auto found = find(url)) result.insert(found->fingerprint);
    return result;
}

MirrorTrust TrustStore::at(const std::string& url) const {
    if (auto found = find(url)) return *found;
    throw Error(
        ErrorKind::usage, "no key is trusted for the mirror " + url,
        fmt::format("slurm-factory buildcache keys --mirror {0} shows its keys; buildcache keys --mirror {0} --install "
                    "--trust FINGERPRINT trusts one",
                    url));
}

void TrustStore::write(const std::string& url, const MirrorTrust& trust) const {
    Json known = mirrors();
    known[url] = to_json(trust);
    write_file_atomic(mirrors_file(folder_), pretty_json(known));
}

void TrustStore::trust(const std::string& url, const std::string& fingerprint, const std::string& public_key) const {
    make_dirs(folder_ / "keys");
    const auto held = lock(folder_);
    write_file_atomic(key_file(fingerprint), public_key);
    const auto before = find(url);
    // A new key file may say that the key was revoked: what it signed is verified again.
    write(url, {fingerprint, before && before->fingerprint == fingerprint ? before->serial : 0, "", 0});
    Json known = mirrors();
    for (auto& [below, trust] : known.items())
        if (below.starts_with(url + "/") && trust.value("inherited", false)) trust.erase("verified");
    write_file_atomic(mirrors_file(folder_), pretty_json(known));
}

void TrustStore::forget(const std::string& url) const {
    const auto held = lock(folder_);
    Json known = mirrors();
    if (known.erase(url) > 0) write_file_atomic(mirrors_file(folder_), pretty_json(known));
}

void TrustStore::note(const std::string& url, const MirrorTrust& seen) const {
    const auto held = lock(folder_);
    const auto before = find(url);
    if (!before || before->fingerprint != seen.fingerprint) return;  // another run trusts another key by now
    MirrorTrust now = seen;
    now.serial = std::max(now.serial, before->serial);
    now.inherited = before->inherited;
    write(url, now);
}

std::string TrustStore::public_key(const std::string& fingerprint) const {
    if (auto key = read_file_if_exists(key_file(fingerprint))) return *key;
    throw Error(ErrorKind::host, fmt::format("the trusted key {} is lost", key_file(fingerprint).string()),
                "slurm-factory buildcache keys --install --trust " + fingerprint);
}

}  // namespace sf
