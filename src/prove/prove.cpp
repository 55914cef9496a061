#include "prove/prove.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "prove/contract_check.h"
#include "prove/recorder.h"
#include "prove/unpacked.h"

namespace sf {

namespace {

void check_statically(const UnpackedBundle& bundle, const RootFs& root, Recorder& recorder) {
    recorder.check("files", [&] {
        return judged(manifest_faults(bundle), "every file is as manifest/files.json says");
    });
    HostLibraries host(root.path);
    ElfTree tree;
    recorder.check("closure", [&] {
        tree = ElfTree::read(bundle.view());
        return judged(closure_faults(tree, host, root.path),
                      fmt::format("{} ELF files find their libraries by relative RUNPATHs or are glibc's and PAM's clients", tree.files().size()));
    });
    recorder.check("contract", [&] {
        return judged(missing_capabilities(bundle.capabilities, bundle.view()),
                      fmt::format("{} programs, libraries and plugins are there", bundle.capabilities.size()));
    });
    recorder.check("symbols", [&] {
        auto plugins = check_plugin_symbols(bundle.capabilities, tree, host);
        auto faults = unresolved_in_programs(bundle.capabilities, tree, host);
        faults.insert(faults.end(), plugins.faults.begin(), plugins.faults.end());
        recorder.report().plugins = std::move(plugins.plugins);
        return judged(faults, fmt::format("{} pairs of plugin and host leave no symbol undefined", recorder.report().plugins.size()));
    });
}

}  // namespace

ProofReport prove(const ProveOptions& options, const Home& home, const RootFs& root, Process& process, Clock& clock, Progress& progress) {
    const double start = clock.steady_seconds();
    ProofReport report;
    make_dirs(home.tmp());
    TempDir scratch(home.tmp(), fmt::format("prove-{}-", getpid()));
    const auto bundle = unpack_bundle(options.bundle, scratch.path() / "bundle", process);
    report.bundle = options.bundle.string();
    report.sha256 = bundle.sha256;
    report.toolchain = options.on->name;
    report.prefix = options.at;
    report.release = bundle.slurm;
    refuse_older_glibc(bundle, options.on->name, options.on->glibc);
    Recorder recorder(report, clock, progress);
    check_statically(bundle, root, recorder);
    progress.done();
    report.seconds = clock.steady_seconds() - start;
    return report;
}

}  // namespace sf
