// A bundle of the small stack, made as build-slurm makes it.
#pragma once

#include "bundle/bundle.h"
#include "bundle/pack.h"
#include "unit/bundle/small_stack.h"

namespace sf::testing {

class SmallBundle : public SmallStack {
  public:
    // The tarball; provenance and checksum lie beside it.
    fs::path make() {
        const auto catalog = Catalog::load({catalog_folder()});
        StillClock clock;
        const auto progress = make_progress(clock, false, true);
        BuildFacts facts;
        facts.program_version = "1.2.3";
        facts.from_buildcaches = {"hello"};
        const RootFs root{scratch() / "root", std::string(64, 'e'), {{"gcc-12", "12.2.0-14"}}};
        return make_bundle(plan, home, store, catalog, root, {output(), Compression::gzip, false}, clock, *progress,
                           facts)
            .tarball;
    }

    // A bundle whose document manifest/NAME.json went through `edit`.
    fs::path edited(const std::string& name, const std::function<void(Json&)>& edit) {
        const auto tarball = make(), tree = scratch() / "edited", result = scratch() / "edited.tar.gz";
        make_dirs(tree);
        sh(fmt::format("tar -xf {} -C {}", tarball.string(), tree.string()));
        const auto document = tree / "manifest" / (name + ".json");
        auto json = read_json(document);
        edit(json);
        write_file_atomic(document, pretty_json(json));
        fs::remove(result);
        pack(tree, result, 1741737600);
        remove_tree(tree);
        return result;
    }

  private:
    class StillClock : public Clock {
      public:
        std::int64_t unix_seconds() override { return 1800000000; }
        double steady_seconds() override { return 0; }
    };
};

}  // namespace sf::testing
