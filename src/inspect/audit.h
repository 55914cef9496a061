// The components of a bundle against advisories.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "inspect/advisory.h"
#include "inspect/components.h"

namespace sf {

struct Finding {
    std::string package, version;
    std::string id;
    std::vector<std::string> aliases;
    std::string summary;
    std::string severity;  // as the advisory has it: a vector or a word; may be empty
    std::string rating;    // low, medium, high, critical; empty: not known
    double score = -1;     // CVSS 3; negative: not known
    std::string fixed;     // in this version; empty: in none that the advisory knows
    std::string told_by;   // the ecosystem, or kind of purl, whose versions say so
    std::string ignored;   // why it is not to count; empty: it counts
};

struct AuditReport {
    std::size_t components = 0, advisories = 0, withdrawn = 0;
    std::vector<Finding> findings;  // the worst first, then by package and id
    std::vector<std::string> idle;  // ids to ignore that no finding has

    bool affected() const;
};

// Name in lower case that an advisory may use -> names of components.
using AdvisoryNames = std::map<std::string, std::set<std::string>>;
// Of the catalog's packages: their own, and what they are known as elsewhere.
AdvisoryNames advisory_names(const Catalog& catalog);

class Audit {
  public:
    // What is only built with is left out. `ignored`: id or alias -> why.
    Audit(const std::vector<Component>& components, const AdvisoryNames& names,
          std::map<std::string, std::string> ignored);
    void consider(const Advisory& advisory);
    AuditReport finish() &&;

  private:
    void compare(const Advisory& advisory, const AffectedPackage& affected);
    void add(const Advisory& advisory, Finding finding);

    std::multimap<std::string, Component> by_name_;  // by every name that an advisory may use
    std::map<std::string, std::string> ignored_;
    std::set<std::string> used_;  // of the ignored
    AuditReport report_;
};

Json audit_to_json(const AuditReport& report);
std::string audit_to_text(const AuditReport& report);

}  // namespace sf
