#include "factory/local_fill.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "buildcache/local_cache.h"
#include "bundle/compressed_file.h"
#include "factory/factory.h"

namespace sf {
namespace {

// A bundle or a proof that goes on meanwhile must not find the disk full.
constexpr std::uint64_t kRoomToLeave = 1'000'000'000;
constexpr int kLowestPriority = 19;

void require_room(const fs::path& folder) {
    const auto free = disk_free(folder);
    if (free < kRoomToLeave)
        throw Error(ErrorKind::host, fmt::format("{} are left at {}", format_bytes(free), folder.string()),
                    "free some space, or build with --buildcache none");
}

}  // namespace

void LocalFill::start(std::vector<std::string> hashes) {
    if (hashes.empty()) return;
    filling_ = std::async(std::launch::async, [this, wanted = std::move(hashes)] {
        // Of this thread and those that it starts. The value says nothing; where it fails nothing is lost.
        [[maybe_unused]] const int ignored = ::nice(kLowestPriority);
        return fill(wanted);
    });
}

std::optional<FilledCache> LocalFill::finish() {
    if (!filling_.valid()) return std::nullopt;
    if (filling_.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        workshop_.progress.message("putting what was built into the local buildcache");
    return filling_.get();
}

std::optional<FilledCache> LocalFill::fill(const std::vector<std::string>& hashes) const {
    const double began = workshop_.clock.steady_seconds();
    try {
        require_room(workshop_.home.buildcache());
        constexpr bool kTerminal = false, kQuiet = true;  // the display is the bundle's
        const auto silent = make_progress(workshop_.clock, kTerminal, kQuiet);
        const auto pushed = fill_local_cache(hashes, jobs_ > 0 ? static_cast<unsigned>(jobs_) : usable_processors(),
                                             workshop_.home, workshop_.process, workshop_.clock, *silent);
        FilledCache filled{pushed.packages.size(), 0, workshop_.clock.steady_seconds() - began};
        for (const auto& package : pushed.packages) filled.bytes += package.bytes;
        return filled;
    } catch (const std::exception& problem) {
        const auto* error = dynamic_cast<const Error*>(&problem);
        if (error != nullptr && error->kind() == ErrorKind::interrupted) return std::nullopt;
        spdlog::warn("the local buildcache was not filled: {}{}", problem.what(),
                     error == nullptr || error->hint().empty() ? "" : "; " + error->hint());
        return std::nullopt;
    }
}

}  // namespace sf
