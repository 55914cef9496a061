#include "factory/fallback.h"

#include <algorithm>

namespace sf {

std::optional<SourceChoice> fall_back(const Plan& plan, const std::vector<FetchFailure>& failures,
                                      const TriedVariants& tried) {
    if (plan.request.sources != "auto") return std::nullopt;
    auto choice = plan.source_choice;
    for (const auto& failure : failures) {
        const auto& planned = plan.at(failure.package);
        if (!planned.local_source.empty()) return std::nullopt;
        const auto& sources = planned.package->find_version(planned.spec.version)->sources;
        auto other = std::find_if(sources.begin(), sources.end(), [&](const SourceVariant& source) {
            return !tried.contains({failure.package, source.variant});
        });
        if (other == sources.end()) return std::nullopt;
        choice.per_package[failure.package] = other->variant;
    }
    return choice;
}

}  // namespace sf
