#include "inspect/affected.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "base/text.h"
#include "inspect/printable.h"
#include "spec/purl.h"
#include "spec/version.h"

namespace sf {
namespace {

using Kind = RangeEvent::Kind;

// Ecosystems of OSV whose packages are upstream's C and C++ projects under upstream's versions, and distributions of
// them. All others (PyPI, npm, crates.io, ...) are bindings and namesakes.
constexpr std::array<std::string_view, 5> kUpstream{"", "OSS-Fuzz", "ConanCenter", "GIT", "Bitnami"};
constexpr std::array<std::string_view, 19> kDistributions{
    "Debian",      "Ubuntu",     "Alpine",   "Alpaquita",   "AlmaLinux", "Red Hat",
    "Rocky Linux", "SUSE",       "openSUSE", "openEuler",   "Mageia",    "Photon OS",
    "Wolfi",       "Chainguard", "Echo",     "Azure Linux", "MinimOS",   "BellSoft Hardened Containers",
    "Linux"};
constexpr std::array<std::string_view, 3> kUpstreamPurls{"generic", "github", "conan"};
constexpr std::array<std::string_view, 3> kDistributionPurls{"deb", "rpm", "apk"};

template <typename Words>
bool is_among(const Words& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// https://github.com/openssl/openssl.git -> openssl
std::string last_component(std::string url) {
    while (!url.empty() && url.back() == '/') url.pop_back();
    if (url.ends_with(".git")) url.resize(url.size() - 4);
    return url.substr(url.rfind('/') + 1);
}

AdvisoryName name_of_purl(const Purl& purl) {
    const auto told_by = "pkg:" + purl.type;
    if (is_among(kUpstreamPurls, purl.type)) return {in_lower_case(purl.name), VersionScheme::upstream, told_by};
    if (is_among(kDistributionPurls, purl.type))
        return {in_lower_case(purl.name), VersionScheme::distribution, told_by};
    return {};
}

struct DistributionVersion {
    std::string upstream;
    bool patched = false;  // it is not the first of its upstream version
};

// [epoch:]upstream[+extra|~extra][-revision]
DistributionVersion distribution_version(std::string text) {
    DistributionVersion result;
    if (const auto colon = text.find(':'); colon != std::string::npos) text.erase(0, colon + 1);
    if (const auto dash = text.rfind('-'); dash != std::string::npos) {
        const auto revision = text.substr(dash + 1);
        result.patched = revision != "0" && revision != "1" && revision != "r0";
        text.resize(dash);
    }
    result.upstream = text.substr(0, text.find_first_of("+~"));
    return result;
}

// curl-8_14_1 -> 8.14.1. Slurm's tags end with the number of a packaging: slurm-24-11-5-1.
std::string version_of_tag(std::string tag) {
    const auto digit = std::find_if(tag.begin(), tag.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    const bool dashes = std::count(digit, tag.end(), '-') >= 3;
    tag.erase(tag.begin(), digit);
    if (dashes && tag.ends_with("-1")) tag.resize(tag.size() - 2);
    std::replace_if(
        tag.begin(), tag.end(), [](char c) { return c == '_' || c == '-'; }, '.');
    return tag;
}

// A version of numbers alone gets ".0" until it has `count` of them: 3.5 is 3.5.0 to OSV, and less to Spack.
std::string filled(std::string version, std::size_t count) {
    const bool numbers = version.find_first_not_of("0123456789.") == std::string::npos && !version.empty();
    if (!numbers) return version;
    for (auto has = split(version, '.').size(); has < count; ++has) version += ".0";
    return version;
}

std::size_t leading_numbers(const std::string& version) {
    std::size_t count = 0;
    for (const auto& part : split(version, '.')) {
        if (part.empty() || std::isdigit(static_cast<unsigned char>(part.front())) == 0) break;
        ++count;
    }
    return count;
}

std::strong_ordering compare(const std::string& left, const std::string& right) {
    const auto count = std::max(leading_numbers(left), leading_numbers(right));
    return Version(filled(left, count)) <=> Version(filled(right, count));
}

// Whether `version` has reached an event.
bool has_reached(const std::string& version, const RangeEvent& event, VersionScheme scheme) {
    if (event.kind == Kind::introduced && event.version == "0") return true;
    if (scheme != VersionScheme::distribution) return compare(version, event.version) >= 0;
    const auto taken = distribution_version(event.version);
    const auto order = compare(version, taken.upstream);
    return event.kind == Kind::fixed && taken.patched ? order > 0 : order >= 0;
}

// The last version that is affected is so itself.
bool is_beyond(const std::string& version, const RangeEvent& event, VersionScheme scheme) {
    return compare(version, scheme == VersionScheme::distribution ? distribution_version(event.version).upstream
                                                                  : event.version) > 0;
}

bool precedes(const RangeEvent& left, const RangeEvent& right) {
    if (left.version == "0" || right.version == "0") return left.version == "0" && right.version != "0";
    return compare(left.version, right.version) < 0;
}

// https://ossf.github.io/osv-schema/#evaluation
Exposure evaluate(const std::string& version, const AffectedRange& range, VersionScheme scheme) {
    auto events = range.events;
    std::stable_sort(events.begin(), events.end(), precedes);
    Exposure exposure;
    bool within_limits = true;
    for (const auto& event : events) {
        const bool reached = has_reached(version, event, scheme);
        if (event.kind == Kind::introduced && reached) exposure.affected = true;
        if (event.kind == Kind::fixed && reached) exposure.affected = false;
        if (event.kind == Kind::last_affected && is_beyond(version, event, scheme)) exposure.affected = false;
        if (event.kind == Kind::limit && event.version != "*" && reached) within_limits = false;
        if (event.kind == Kind::fixed && !reached && exposure.fixed.empty()) exposure.fixed = event.version;
    }
    exposure.affected = exposure.affected && within_limits;
    return exposure;
}

bool is_listed(const std::string& version, const AffectedPackage& affected, VersionScheme scheme) {
    return std::any_of(affected.versions.begin(), affected.versions.end(), [&](const std::string& listed) {
        if (listed == version) return true;
        switch (scheme) {
            case VersionScheme::upstream:
            case VersionScheme::tag:
                return compare(version, version_of_tag(listed)) == 0;
            case VersionScheme::distribution:
                return compare(version, distribution_version(listed).upstream) == 0;
        }
        return false;
    });
}

}  // namespace

AdvisoryName name_of(const AffectedPackage& affected) {
    if (const auto purl = parse_purl(affected.purl)) return name_of_purl(*purl);
    if (affected.name.empty()) {
        for (const auto& range : affected.ranges)
            if (range.type == "GIT" && !range.repo.empty())
                return {in_lower_case(last_component(range.repo)), VersionScheme::tag, range.repo};
        return {};
    }
    const auto ecosystem = affected.ecosystem.substr(0, affected.ecosystem.find(':'));
    if (is_among(kUpstream, ecosystem))
        return {in_lower_case(affected.name), VersionScheme::upstream, affected.ecosystem};
    if (is_among(kDistributions, ecosystem))
        return {in_lower_case(affected.name), VersionScheme::distribution, affected.ecosystem};
    return {};
}

Exposure exposure_of(const std::string& version, const AffectedPackage& affected, VersionScheme scheme) {
    Exposure result;
    for (const auto& range : affected.ranges) {
        if (range.type != "SEMVER" && range.type != "ECOSYSTEM") continue;
        const auto exposure = evaluate(version, range, scheme);
        if (exposure.affected) return exposure;
        if (result.fixed.empty()) result.fixed = exposure.fixed;
    }
    result.affected = is_listed(version, affected, scheme);
    return result;
}

}  // namespace sf
