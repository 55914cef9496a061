#include "site/site_facts.h"

#include <algorithm>
#include <string_view>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "sign/fingerprint.h"

namespace sf {
namespace {

constexpr std::string_view kFolder = "site/";

std::string checked_base_url(std::string url) {
    constexpr std::string_view kPlain = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~/:%+";
    const bool has_scheme = url.starts_with("https://") || url.starts_with("http://") || url.starts_with("file:///");
    if (!has_scheme || url.find_first_not_of(kPlain) != std::string::npos)
        // It is not repeated: it may hold a password.
        throw Error(ErrorKind::usage, "the base URL is none under which people find what is published",
                    "--base-url URL, such as https://example.org/slurm, with neither a user nor a query");
    while (url.ends_with('/')) url.pop_back();
    return url;
}

SiteRelease release_of(const PublishedBuild& build, const Catalog& catalog) {
    const auto known = catalog.releases().find(build.release);
    if (known == catalog.releases().end()) return {"", build.end_of_life, {}};
    return {known->second.released, known->second.end_of_life, known->second.upgrades_from};
}

std::string system_of(const PublishedBuild& build, const Catalog& catalog) {
    const auto known = catalog.toolchains().find(build.toolchain);
    return known == catalog.toolchains().end() ? build.toolchain : known->second.os_name;
}

Texts templates_of(const Catalog& catalog) {
    Texts texts;
    for (const auto& [relative, path] : catalog.assets())
        if (relative.starts_with(kFolder)) texts[relative.substr(kFolder.size())] = read_file(path);
    return texts;
}

}  // namespace

SiteFacts site_facts(BuildIndex index, const Catalog& catalog, const std::string& base_url,
                     const std::string& fingerprint) {
    SiteFacts facts;
    facts.base_url = checked_base_url(base_url);
    if (index.is_signed && !fingerprint.empty()) facts.fingerprint = parse_fingerprint(fingerprint);
    for (const auto& [id, build] : index.builds) {
        facts.releases[build.release] = release_of(build, catalog);
        facts.systems[build.toolchain] = system_of(build, catalog);
    }
    facts.templates = templates_of(catalog);
    facts.index = std::move(index);
    return facts;
}

std::string iso_date(std::int64_t unix_seconds) {
    const std::string utc = format_utc(unix_seconds);
    return utc.substr(0, utc.find('T'));
}

}  // namespace sf
