#include "site/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/error.h"
#include "base/text.h"
#include "publish/places.h"
#include "site/build_row.h"
#include "site/csp.h"
#include "spec/version.h"

namespace sf {
namespace {

using Builds = std::vector<const PublishedBuild*>;

// What goes into a <script> or a <style> as it is must not end it.
std::string inlined(const Texts& templates, const std::string& name) {
    std::string text = fill_text(templates, name, {});
    if (text.find("</") != std::string::npos)
        throw Error(ErrorKind::catalog, fmt::format("assets/site/{}: '</' would end it on the page", name));
    return text;
}

// The newest Slurm first, then by name of the system.
Builds sorted(const SiteFacts& facts, Builds builds) {
    std::sort(builds.begin(), builds.end(), [&](const PublishedBuild* a, const PublishedBuild* b) {
        if (a->slurm != b->slurm) return Version(a->slurm) > Version(b->slurm);
        const auto& systems = facts.systems;
        return std::tie(systems.at(a->toolchain), a->toolchain, a->flavour, a->target, a->tarball.path) <
               std::tie(systems.at(b->toolchain), b->toolchain, b->flavour, b->target, b->tarball.path);
    });
    return builds;
}

Html release_section(const SiteFacts& facts, const std::string& name, const Builds& builds) {
    const SiteRelease& release = facts.releases.at(name);
    Html rows, upgrades;
    for (const auto* build : builds) rows += build_row(facts, *build);
    if (!release.upgrades_from.empty())
        upgrades = fill(facts.templates, "upgrades.html.in", {{"releases", join(release.upgrades_from, ", ")}});
    return fill(facts.templates, "release.html.in",
                {{"release", name},
                 {"released", release.released},
                 {"until", release.end_of_life},
                 {"upgrades", upgrades},
                 {"rows", rows}});
}

Html releases(const SiteFacts& facts) {
    std::map<std::string, Builds> by_release;
    for (const auto& [id, build] : facts.index.builds) by_release[build.release].push_back(&build);
    std::vector<std::string> newest_first;
    for (const auto& [name, builds] : by_release) newest_first.push_back(name);
    std::sort(newest_first.begin(), newest_first.end(),
              [](const auto& a, const auto& b) { return Version(a) > Version(b); });
    Html sections;
    for (const auto& name : newest_first)
        sections += release_section(facts, name, sorted(facts, std::move(by_release[name])));
    return sections;
}

// One option for each value that a build has, named as people call it.
template <typename Value, typename Label>
Html options(const SiteFacts& facts, Value value_of, Label label_of) {
    std::set<std::pair<std::string, std::string>> found;  // label, value
    for (const auto& [id, build] : facts.index.builds) found.emplace(label_of(build), value_of(build));
    Html result;
    for (const auto& [label, value] : found)
        result += fill(facts.templates, "option.html.in", {{"value", value}, {"label", label}});
    return result;
}

Html filters(const SiteFacts& facts) {
    const auto release = [](const auto& build) { return build.release; };
    const auto toolchain = [](const auto& build) { return build.toolchain; };
    const auto flavour = [](const auto& build) { return build.flavour; };
    const auto arch = [](const auto& build) { return build.arch; };
    const auto system = [&](const auto& build) {
        const auto& name = facts.systems.at(build.toolchain);
        return name == build.toolchain ? name : fmt::format("{} ({})", name, build.toolchain);
    };
    return fill(facts.templates, "filters.html.in",
                {{"releases", options(facts, release, release)},
                 {"toolchains", options(facts, toolchain, system)},
                 {"flavours", options(facts, flavour, flavour)},
                 {"archs", options(facts, arch, arch)}});
}

// The sources of all builds, each once.
Html sources(const SiteFacts& facts) {
    std::map<std::string, PublishedFile> by_path;
    std::uint64_t bytes = 0;
    for (const auto& [id, build] : facts.index.builds)
        for (const auto& file : build.sources)
            if (by_path.emplace(file.path, file).second) bytes += file.bytes;
    if (by_path.empty()) return {};
    std::vector<std::pair<std::string, const PublishedFile*>> by_name;
    for (const auto& [path, file] : by_path) by_name.emplace_back(path.substr(path.rfind('/') + 1), &file);
    std::sort(by_name.begin(), by_name.end());
    Html files;
    for (const auto& [name, file] : by_name) files += file_link(facts, *file, name);
    return fill(facts.templates, "sources.html.in",
                {{"files", files}, {"count", std::to_string(by_path.size())}, {"bytes", format_bytes(bytes)}});
}

// In groups of four digits, as gpg prints it.
Html grouped(const SiteFacts& facts) {
    Html groups;
    for (std::size_t at = 0; at < facts.fingerprint.size(); at += 4)
        groups += fill(facts.templates, "digits.html.in", {{"digits", facts.fingerprint.substr(at, 4)}});
    return groups;
}

Html trust(const SiteFacts& facts) {
    if (!facts.is_signed()) return fill(facts.templates, "unsigned.html.in", {});
    return fill(facts.templates, "signed.html.in",
                {{"fingerprint", facts.fingerprint},
                 {"groups", grouped(facts)},
                 {"key", places::key(facts.fingerprint)},
                 {"index", places::kBuildIndex},
                 {"base", facts.base_url}});
}

Html content(const SiteFacts& facts) {
    if (facts.index.builds.empty()) return fill(facts.templates, "empty.html.in", {});
    Html html = filters(facts);
    html += releases(facts);
    return html;
}

}  // namespace

std::string render_site(const SiteFacts& facts) {
    const std::string style = inlined(facts.templates, "style.css"), script = inlined(facts.templates, "script.js");
    const auto count = [](std::size_t number) { return std::to_string(number); };
    return fill(facts.templates, "page.html.in",
                {{"style", Html::of_markup(style)},
                 {"script", Html::of_markup(script)},
                 {"style_hash", Html::of_markup(csp_hash(style))},
                 {"script_hash", Html::of_markup(csp_hash(script))},
                 {"trust", trust(facts)},
                 {"content", content(facts)},
                 {"sources", sources(facts)},
                 {"build_count", count(facts.index.builds.size())},
                 {"release_count", count(facts.releases.size())},
                 {"system_count", count(facts.systems.size())},
                 {"serial", count(facts.index.serial)},
                 {"created", iso_date(facts.index.created)},
                 {"expires", iso_date(facts.index.expires)},
                 {"index", places::kBuildIndex}})
        .markup();
}

}  // namespace sf
