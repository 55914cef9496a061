#include "inspect/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "inspect/affected.h"
#include "inspect/cvss.h"
#include "inspect/printable.h"

namespace sf {
namespace {

void rate(Finding& finding) {
    if (const auto score = cvss3_base_score(finding.severity)) {
        finding.score = *score;
        finding.rating = cvss_rating(*score);
        return;
    }
    const auto word = in_lower_case(finding.severity);
    for (const char* known : {"low", "medium", "high", "critical"})
        if (word == known) finding.rating = known;
    if (word == "moderate") finding.rating = "medium";
}

int rank(const std::string& rating) {
    const std::vector<std::string> order{"none", "low", "medium", "high", "critical"};
    return static_cast<int>(std::find(order.begin(), order.end(), rating) - order.begin());
}

// One whose rating nobody knows may be as bad as any.
auto order_of(const Finding& finding) {
    return std::tuple(-rank(finding.rating), -finding.score, finding.package, finding.id);
}

std::string heading(const Finding& finding) {
    std::string text = fmt::format("{} {}: {}", finding.package, finding.version, finding.id);
    if (!finding.aliases.empty()) text += fmt::format(" ({})", join(finding.aliases, ", "));
    if (finding.rating.empty())
        return text + ", " + (finding.severity.empty() ? "severity not known" : finding.severity);
    text += ", " + finding.rating;
    return finding.score < 0 ? text : text + fmt::format(" {:.1f}", finding.score);
}

}  // namespace

bool AuditReport::affected() const {
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.ignored.empty(); });
}

AdvisoryNames advisory_names(const Catalog& catalog) {
    AdvisoryNames names;
    for (const auto& [name, package] : catalog.packages())
        for (const auto& other : package.known_as) names[in_lower_case(other)].insert(name);
    return names;
}

Audit::Audit(const std::vector<Component>& components, const AdvisoryNames& names,
             std::map<std::string, std::string> ignored)
    : ignored_(std::move(ignored)) {
    std::map<std::string, std::set<std::string>> others;  // component -> what else it is called
    for (const auto& [other, own_names] : names)
        for (const auto& name : own_names) others[in_lower_case(name)].insert(other);
    for (const auto& component : components) {
        if (component.build_only) continue;
        ++report_.components;
        auto all = others[in_lower_case(component.name)];
        all.insert(in_lower_case(component.name));
        for (const auto& name : all) by_name_.emplace(name, component);
    }
}

void Audit::consider(const Advisory& advisory) {
    ++report_.advisories;
    if (advisory.withdrawn) {
        ++report_.withdrawn;
        return;
    }
    for (const auto& affected : advisory.affected) compare(advisory, affected);
}

void Audit::compare(const Advisory& advisory, const AffectedPackage& affected) {
    const auto name = name_of(affected);
    const auto [begin, end] = by_name_.equal_range(name.name);
    for (auto found = begin; found != end; ++found) {
        const auto& component = found->second;
        if (component.version.empty()) continue;
        const auto exposure = exposure_of(component.version, affected, name.scheme);
        if (!exposure.affected) continue;
        Finding finding;
        finding.package = printable(component.name);
        finding.version = printable(component.version);
        finding.fixed = exposure.fixed;
        finding.told_by = name.told_by;
        add(advisory, std::move(finding));
    }
}

void Audit::add(const Advisory& advisory, Finding finding) {
    finding.id = advisory.id;
    for (const auto& known : report_.findings)
        if (known.id == finding.id && known.package == finding.package && known.version == finding.version) return;
    finding.aliases = advisory.aliases;
    finding.summary = advisory.summary;
    finding.severity = advisory.severity;
    rate(finding);
    auto ids = advisory.aliases;
    ids.push_back(advisory.id);
    for (const auto& id : ids)
        if (const auto reason = ignored_.find(id); reason != ignored_.end()) {
            finding.ignored = reason->second;
            used_.insert(id);
        }
    report_.findings.push_back(std::move(finding));
}

AuditReport Audit::finish() && {
    std::sort(report_.findings.begin(), report_.findings.end(),
              [](const Finding& left, const Finding& right) { return order_of(left) < order_of(right); });
    for (const auto& [id, reason] : ignored_)
        if (!used_.contains(id)) report_.idle.push_back(id);
    return std::move(report_);
}

Json audit_to_json(const AuditReport& report) {
    Json findings = Json::array();
    for (const auto& finding : report.findings)
        findings.push_back(Json{{"package", finding.package},
                                {"version", finding.version},
                                {"id", finding.id},
                                {"aliases", finding.aliases},
                                {"summary", finding.summary},
                                {"severity", finding.severity},
                                {"rating", finding.rating},
                                {"score", finding.score < 0 ? Json(nullptr) : Json(finding.score)},
                                {"fixed", finding.fixed},
                                {"told_by", finding.told_by},
                                {"ignored", finding.ignored}});
    return Json{{"affected", report.affected()}, {"packages", report.components},   {"advisories", report.advisories},
                {"withdrawn", report.withdrawn}, {"findings", std::move(findings)}, {"ignored_in_vain", report.idle}};
}

std::string audit_to_text(const AuditReport& report) {
    std::string text;
    std::set<std::string> packages;
    std::size_t ignored = 0;
    for (const auto& finding : report.findings) {
        if (!finding.ignored.empty()) {
            ++ignored;
            text +=
                fmt::format("ignored: {} {}: {}: {}\n", finding.package, finding.version, finding.id, finding.ignored);
            continue;
        }
        packages.insert(finding.package);
        text += heading(finding) + "\n";
        if (!finding.summary.empty()) text += fmt::format("  {}\n", finding.summary);
        text += fmt::format("  {}; told by {}\n",
                            finding.fixed.empty() ? "no fixed version is named" : "fixed in " + finding.fixed,
                            finding.told_by);
    }
    for (const auto& id : report.idle) text += fmt::format("nothing has {}, which was to be ignored\n", id);
    text += fmt::format("{} packages, {} advisories", report.components, report.advisories);
    if (report.withdrawn != 0) text += fmt::format(" ({} of them withdrawn)", report.withdrawn);
    return text + fmt::format(": {} affected by {}, {} ignored\n",
                              packages.size() == 1 ? "1 package" : fmt::format("{} packages", packages.size()),
                              report.findings.size() - ignored, ignored);
}

}  // namespace sf
