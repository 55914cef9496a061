// The small cache's store as what a run works with: a plan of its two packages, whose goal is "tool".
#pragma once

#include "buildcache/local_cache.h"
#include "factory/factory.h"
#include "unit/base/fake_http.h"
#include "unit/buildcache/small_cache.h"

namespace sf::testing {

class SmallWorkshop : public SmallCache {
  protected:
    SmallWorkshop() {
        for (const Spec& spec : {hello_, tool_}) {
            PlannedPackage planned;
            planned.spec = spec;
            planned.prefix = padded_prefix(spec);
            planned.shipped = true;
            plan_.packages.push_back(std::move(planned));
        }
        plan_.roots = {"tool"};
    }

    void fill_local(const std::vector<std::string>& hashes) {
        fill_local_cache(hashes, 1, home_, *process_, clock_, progress_);
    }

    FakeHttp http_;
    Catalog catalog_;
    Workshop workshop_{home_, catalog_, *process_, http_, clock_, progress_, {}, "", "0"};
    Plan plan_;
};

}  // namespace sf::testing
