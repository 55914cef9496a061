#include "catalog/closure.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"

namespace sf {
namespace {

std::vector<Dependency> dependencies_that_hold(const Selected& selected) {
    std::map<std::string, std::set<std::string>> types_by_name;
    std::map<std::string, Dependency> by_name;
    auto needed = selected.package->dependencies;
    needed.insert(needed.end(), selected.dependencies.begin(), selected.dependencies.end());
    for (const Dependency& dependency : needed) {
        if (!holds(dependency.when, selected.context)) continue;
        types_by_name[dependency.name].insert(dependency.types.begin(), dependency.types.end());
        Dependency& merged = by_name[dependency.name];
        merged.name = dependency.name;
        merged.rpath = merged.rpath && dependency.rpath;
        merged.embedded = merged.embedded || dependency.embedded;
    }
    std::vector<Dependency> result;
    for (auto& [name, merged] : by_name) {
        // The set's order, build link run, is the one in which Spack writes deptypes.
        const auto& types = types_by_name.at(name);
        merged.types.assign(types.begin(), types.end());
        result.push_back(std::move(merged));
    }
    return result;
}

class Walk {
  public:
    explicit Walk(const Choose& choose) : choose_(choose) {}

    void visit(const std::string& name, const std::string& needed_by) {
        if (done_.contains(name)) return;
        refuse_cycle(name);
        path_.push_back(name);
        Selected selected = choose_(name, needed_by);
        selected.dependencies = dependencies_that_hold(selected);
        for (const Dependency& dependency : selected.dependencies) visit(dependency.name, name);
        path_.pop_back();
        done_.insert(name);
        order_.push_back(std::move(selected));
    }

    std::vector<Selected> take() { return std::move(order_); }

  private:
    void refuse_cycle(const std::string& name) const {
        const auto found = std::find(path_.begin(), path_.end(), name);
        if (found == path_.end()) return;
        const std::vector<std::string> cycle(found, path_.end());
        throw Error(ErrorKind::catalog,
                    "packages depend on each other in a circle: " + join(cycle, " -> ") + " -> " + name);
    }

    const Choose& choose_;
    std::vector<std::string> path_;
    std::set<std::string> done_;
    std::vector<Selected> order_;
};

}  // namespace

std::vector<Selected> closure(const std::vector<std::string>& roots, const Choose& choose) {
    Walk walk(choose);
    for (const std::string& root : roots) walk.visit(root, "");
    return walk.take();
}

}  // namespace sf
