#include "factory/reproduce.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "bundle/compressed_file.h"
#include "bundle/view.h"
#include "factory/room.h"
#include "source/unpack.h"

namespace sf {

namespace {

constexpr const char* kScratch = "reproduce-";
constexpr unsigned kOtherUser = 4321;

// A home with nothing in it but the sources, which are the build's inputs.
Home another_home(const Home& home, const fs::path& root) {
    Home other{root};
    make_dirs(other.root);
    fs::create_directory_symlink(home.sources(), other.sources());
    return other;
}

void remove_leftovers(const Home& home) {
    for (const auto& entry : fs::directory_iterator(home.tmp()))
        if (entry.path().filename().string().starts_with(kScratch)) remove_tree(entry.path());
}

void fetch_all(const Plan& plan, Workshop& workshop) {
    std::vector<const PlannedPackage*> all;
    for (const auto& planned : plan.packages) all.push_back(&planned);
    const auto failures = fetch_sources(workshop.home, workshop.http, workshop.source_settings, plan.source_choice, all,
                                        workshop.progress);
    if (!failures.empty()) throw fetch_error(failures);
}

BuildOptions other_options(const BuildOptions& options) {
    BuildOptions other;
    other.jobs = (options.jobs > 0 ? options.jobs : static_cast<int>(usable_processors())) + 1;
    other.verbose = options.verbose;
    other.user = kOtherUser;
    return other;
}

std::vector<Difference> differences(const fs::path& first, const fs::path& second, const fs::path& scratch,
                                    const Plan& plan, const Store& store) {
    unpack_archive(first, scratch / "first");
    unpack_archive(second, scratch / "second");
    auto found = compare_trees(scratch / "first", scratch / "second");
    for (auto& difference : found)
        if (const auto* owner = owner_in_view(plan, store, difference.path))
            difference.package = fmt::format("{} {}", owner->spec.name, owner->spec.version);
    // The manifest follows from the packages' files.
    std::stable_partition(found.begin(), found.end(), [](const auto& item) { return !item.package.empty(); });
    return found;
}

// Its exit status says that they differ, which is known.
fs::path run_diffoscope(const fs::path& first, const fs::path& second, Process& process) {
    if (!find_program("diffoscope")) return {};
    const fs::path report = second.string() + ".diffoscope.txt";
    Command command;
    command.argv = {"diffoscope", "--text", report.string(), first.string(), second.string()};
    process.run(command);
    return fs::exists(report) ? report : fs::path();
}

}  // namespace

Reproduction reproduce(const Plan& plan, const fs::path& tarball, const RootFs& root, const FactoryOptions& options,
                       Workshop& workshop) {
    const auto& home = workshop.home;
    for (const auto& folder : {home.tmp(), home.locks(), home.sources()}) make_dirs(folder);
    const FileLock lock(home.locks() / "reproduce",
                        [&] { workshop.progress.message("waiting for another slurm-factory that builds twice"); });
    remove_leftovers(home);
    check_room(home, options.bundle.output);
    fetch_all(plan, workshop);

    const TempDir scratch(home.tmp(), kScratch);
    const auto second_home = another_home(home, scratch.path() / "another-home");
    const Store store(second_home);
    const auto build_options = other_options(options.build);
    Reproduction result;
    result.circumstances = fmt::format("user {}, {} jobs, another home folder", kOtherUser, build_options.jobs);
    workshop.progress.message("building every package again: " + result.circumstances);
    build(plan, second_home, store, root, workshop.process, workshop.clock, workshop.progress, build_options);
    auto bundle_options = options.bundle;
    bundle_options.output = second_home.builds();
    BuildFacts facts;
    facts.program_version = workshop.program_version;
    const auto second = make_bundle(plan, second_home, store, workshop.catalog, root, bundle_options, workshop.clock,
                                    workshop.progress, std::move(facts));
    workshop.progress.done();
    result.first_sha256 = sha256_file(tarball);
    result.second_sha256 = second.sha256;
    const auto kept = home.build_debug() / "reproduce";
    remove_tree(kept);
    if (result.same()) return result;

    result.differences = differences(tarball, second.tarball, scratch.path(), plan, store);
    make_dirs(kept);
    result.second = kept / second.tarball.filename();
    rename_durable(second.tarball, result.second);
    result.diffoscope = run_diffoscope(tarball, result.second, workshop.process);
    return result;
}

}  // namespace sf
