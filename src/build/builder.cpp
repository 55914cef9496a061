#include "build/builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "sandbox/sandbox.h"
#include "source/unpack.h"

namespace sf {

namespace {

namespace paths = sandbox_paths;

constexpr std::size_t kShownLines = 20;
constexpr std::uint64_t kFullDisk = 64ull << 20;

// bwrap does not wait for what it started, so the kernel counts no processor time for it; the shell inside does.
constexpr const char* kTimed = "bash -euxo pipefail -c \"$1\"; status=$?; times >/build/.times; exit $status";

// The children's line of bash's `times`, the second: "1m2.345s 0m0.678s".
double cpu_seconds(const std::string& times) {
    const auto lines = split(times, '\n');
    if (lines.size() < 2) return 0;
    double sum = 0;
    for (const auto& word : split(lines[1], ' ')) {
        double minutes = 0, seconds = 0;
        if (std::sscanf(word.c_str(), "%lfm%lfs", &minutes, &seconds) == 2) sum += minutes * 60 + seconds;
    }
    return sum;
}

// One package on its way into the store.
class Builder {
  public:
    Builder(BuildSite& site, const PlannedPackage& planned)
        : site_(site),
          planned_(planned),
          item_(display_name(planned)),
          tree_(site.home.build_debug() / tree_name(planned)),
          log_(site.home.logs() /
               fmt::format("{}-{}-{}.log", planned.spec.name, planned.spec.version, planned.spec.hash.substr(0, 8))),
          recipe_(make_recipe(site.plan, planned, {site.jobs, site.jobserver.makeflags(), site.options.ccache})) {}

    PackageResult run(double expected_s) {
        PackageResult result{planned_.spec.name, planned_.spec.hash, PackageOrigin::built, {}, 0, 0, log_};
        const FileLock lock = site_.store.lock(planned_.spec, [this] {
            site_.progress.message("waiting for another slurm-factory that builds " + item_);
        });
        // Somebody else may have built it while this one waited; --no-cache is for what was there before the start.
        if (site_.store.has(planned_.spec) && !site_.options.no_cache) {
            result.origin = PackageOrigin::store;
            return result;
        }
        const double start = site_.clock.steady_seconds();
        build(expected_s);
        result.wall_s = site_.clock.steady_seconds() - start;
        result.cpu_s = cpu_s_;
        site_.progress.finished(item_, "built in " + format_duration(result.wall_s));
        return result;
    }

  private:
    static std::string tree_name(const PlannedPackage& planned) { return planned.spec.name + "-" + planned.spec.hash; }

    void build(double expected_s) {
        fs::path staged;
        {
            const Jobserver::Slot slot = site_.jobserver.acquire();
            site_.progress.started(item_, "unpack", expected_s);
            lay_out_tree();
            staged = site_.store.begin(planned_.spec);
            for (const Phase& phase : recipe_.phases) run_phase(phase, staged);
        }
        require_content(staged);
        site_.store.commit(planned_.spec, to_spec_json(planned_.spec, site_.specs), staged);
        remove_tree(tree_);
    }

    void lay_out_tree() {
        remove_tree(tree_);
        make_dirs(tree_);
        make_dirs(log_.parent_path());
        fs::remove(log_);
        unpack_source();
        for (const char* folder : {paths::kObjects, paths::kDestdir, paths::kTools, paths::kPatches, paths::kHome}) {
            make_dirs(on_host(folder));
        }
        const fs::path linker = on_host(paths::kTools) / "ld";
        write_file_atomic(linker, recipe_.linker, 0755);
        for (std::size_t i = 0; i < planned_.patches.size(); ++i) {
            const Patch& patch = planned_.patches[i];
            fs::copy_file(patch.path, on_host(paths::kPatches) / patch_name(i, patch));
        }
    }

    void unpack_source() const {
        if (!has_source(planned_)) return make_dirs(on_host(paths::kSource));
        UnpackOptions unpack;
        unpack.only = recipe_.source_dir;
        unpack_archive(source_path(site_.home, planned_), on_host(paths::kSource), unpack);
    }

    fs::path on_host(const char* inside) const {
        return tree_ / fs::path(inside).lexically_relative(kSandboxBuildRoot);
    }

    Command command_of(const Phase& phase, const fs::path& staged) const {
        SandboxSpec spec;
        spec.root = site_.root.path;
        for (const auto* dependency : visible_dependencies(site_.plan, planned_)) {
            spec.read_only.emplace_back(site_.store.path(dependency->spec), dependency->prefix);
        }
        spec.writable = {{tree_, kSandboxBuildRoot}, {staged, planned_.prefix}};
        if (site_.options.ccache) spec.writable.emplace_back(site_.home.ccache(), paths::kCcache);
        spec.env = recipe_.env;
        spec.cwd = phase.cwd;
        spec.user = site_.options.user;
        spec.keep_fds = {site_.jobserver.read_fd(), site_.jobserver.write_fd()};
        Command command = sandboxed(spec, {"bash", "-c", kTimed, "phase", phase.script});
        command.output_file = log_;
        return command;
    }

    void run_phase(const Phase& phase, const fs::path& staged) {
        site_.progress.doing(item_, phase.name);
        site_.span.phase_started(site_.clock.steady_seconds());
        const auto before =
            append_to_log(fmt::format("==> {} ({})\n", phase.name, format_utc(site_.clock.unix_seconds())));
        fs::remove(tree_ / ".times");
        const Finished finished = site_.process.run(command_of(phase, staged));
        const double cpu_s = measured_cpu();
        cpu_s_ += cpu_s;
        if (phase.name == "build") site_.span.build_phase_ended(site_.clock.steady_seconds());
        append_to_log(fmt::format("<== {}: {}, {:.1f} s CPU\n", phase.name, format_duration(finished.wall_s), cpu_s));
        if (site_.options.verbose) show_output(before);
        if (!finished.ok()) fail(phase, finished);
    }

    // What stands under that name is the package's doing: a link or a pipe is not followed.
    double measured_cpu() const {
        const fs::path file = tree_ / ".times";
        return fs::symlink_status(file).type() == fs::file_type::regular ? cpu_seconds(read_file(file)) : 0;
    }

    // Returns where the text starts.
    std::uintmax_t append_to_log(const std::string& text) const {
        const auto size = fs::exists(log_) ? fs::file_size(log_) : 0;
        std::FILE* file = std::fopen(log_.c_str(), "ae");
        const bool written = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
        const bool closed = file != nullptr && std::fclose(file) == 0;
        if (!written || !closed) throw Error(ErrorKind::host, "cannot write the log " + log_.string());
        return size;
    }

    void show_output(std::uintmax_t from) const {
        for (const auto& line : split(read_file(log_).substr(from), '\n')) site_.progress.message(line);
    }

    [[noreturn]] void fail(const Phase& phase, const Finished& finished) const {
        throw_if_interrupted();
        const std::uint64_t free = disk_free(site_.home.root);
        if (free < kFullDisk) {
            throw Error(ErrorKind::host,
                        fmt::format("the disk is full: {} are left at {}, and {} could not go on in its phase {}",
                                    format_bytes(free), site_.home.root.string(), item_, phase.name),
                        "Free some space, or point SLURM_FACTORY_HOME to a larger disk, and run the command again: "
                        "what is built stays.");
        }
        const std::string how = finished.signal != 0 ? fmt::format("was ended by signal {}", finished.signal)
                                                     : fmt::format("failed with exit status {}", finished.exit_code);
        std::string message = fmt::format("{}: the phase {} {}; the end of its log:", item_, phase.name, how);
        std::string text = read_file(log_);
        text.resize(text.rfind("<== " + phase.name));
        for (const auto& line : last_lines(text, kShownLines)) message += "\n  " + line;
        throw Error(ErrorKind::build, message,
                    fmt::format("The whole log is {}, the build tree {}.", log_.string(), tree_.string()));
    }

    void require_content(const fs::path& staged) const {
        bool content = false;
        walk_sorted(staged, [&](const fs::directory_entry& entry, const std::string& relative) {
            if (!entry.is_directory() && !relative.starts_with("share/licenses/")) content = true;
        });
        if (content) return;
        throw Error(ErrorKind::build, item_ + ": nothing was installed below its prefix",
                    fmt::format("Its install phase must write to @{{prefix}}; the log is {}.", log_.string()));
    }

    BuildSite& site_;
    const PlannedPackage& planned_;
    std::string item_;
    fs::path tree_, log_;
    Recipe recipe_;
    double cpu_s_ = 0;
};

}  // namespace

void CompileSpan::phase_started(double now) {
    const std::lock_guard lock(mutex_);
    if (first_ == 0) first_ = now;
}

void CompileSpan::build_phase_ended(double now) {
    const std::lock_guard lock(mutex_);
    last_ = std::max(last_, now);
}

std::string display_name(const PlannedPackage& planned) {
    return planned.spec.name + " " + planned.spec.version;
}

PackageResult build_package(BuildSite& site, const PlannedPackage& planned, double expected_s) {
    try {
        return Builder(site, planned).run(expected_s);
    } catch (Error& error) {
        if (error.kind() != ErrorKind::build && error.kind() != ErrorKind::interrupted)
            error.within("building " + display_name(planned));
        throw;
    }
}

}  // namespace sf
