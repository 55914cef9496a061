#include <fmt/format.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "base/files.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/process.h"
#include "base/text.h"
#include "source/source.h"

namespace sf {

namespace {

constexpr std::size_t kParallelDownloads = 4;

std::string file_name(const PlannedPackage& planned) {
    if (!planned.local_source.empty()) return planned.local_source.filename().string();
    for (const auto* list : {&planned.source.urls, &planned.source.pool}) {
        if (list->empty()) continue;
        const std::string& url = list->front();
        const std::string name = url.substr(url.rfind('/') + 1);
        const std::string plain = name.substr(0, name.find_first_of("?#"));
        if (!plain.empty()) return plain;
    }
    return planned.spec.name + "-" + planned.spec.version;
}

std::string id_of(const PlannedPackage& planned) {
    return planned.source.sha256.empty() ? "unverified" : planned.source.sha256;
}

// What one fetch needs beside the package.
struct Fetch {
    const Home& home;
    Http& http;
    const SourceSettings& settings;
    const SourceChoice& choice;
    std::optional<std::string> mirror;
    Progress& progress;
};

// True if the cache holds the file with its checksum. One that lost it is put aside under another name.
bool cached(const PlannedPackage& planned, const fs::path& path) {
    if (!fs::exists(path)) return false;
    if (planned.source.sha256.empty()) return true;
    const std::string got = sha256_file(path);
    if (got == planned.source.sha256) return true;
    const fs::path aside = path.string() + ".corrupt";
    spdlog::warn("{}: the cached source no longer has its checksum (expected {}, got {}); put aside as {}",
                 planned.spec.name, planned.source.sha256, got, aside.string());
    rename_durable(path, aside);
    return false;
}

// Gives `partial` its final name if its checksum holds; else removes it and says what was wrong.
std::optional<std::string> accept(const PlannedPackage& planned, const fs::path& partial, const fs::path& path) {
    if (!planned.source.sha256.empty()) {
        const std::string got = sha256_file(partial);
        if (got != planned.source.sha256) {
            fs::remove(partial);
            return fmt::format("wrong checksum: expected sha256 {}, got {}", planned.source.sha256, got);
        }
    }
    rename_durable(partial, path);
    return std::nullopt;
}

void take_local(const PlannedPackage& planned, const fs::path& partial, const fs::path& path) {
    std::error_code failed;
    fs::copy_file(planned.local_source, partial, fs::copy_options::overwrite_existing, failed);
    if (failed) {
        throw Error(ErrorKind::source, fmt::format("cannot read the source of {} given by --source: {}: {}",
                                                   planned.spec.name, planned.local_source.string(), failed.message()));
    }
    if (auto wrong = accept(planned, partial, path)) {
        throw Error(ErrorKind::source,
                    fmt::format("{} changed while it was read ({})", planned.local_source.string(), *wrong),
                    "Run the command again when nothing writes to the file.");
    }
}

// Tries one origin; says what happened if it failed.
std::optional<std::string> try_origin(const Fetch& fetch, const PlannedPackage& planned, const std::string& url,
                                      const fs::path& partial, const fs::path& path) {
    DownloadRequest request;
    request.url = url;
    request.destination = partial;
    request.progress = [&](const Transferred& transferred) {
        fetch.progress.doing(planned.spec.name, "fetch " + to_text(transferred));
    };
    try {
        fetch.http.download(request);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::source) throw;
        spdlog::debug("{}: {}: {}", planned.spec.name, url, error.message());
        return error.message();
    }
    auto wrong = accept(planned, partial, path);
    if (wrong) spdlog::warn("{}: {} at {}; trying the next origin", planned.spec.name, *wrong, url);
    return wrong;
}

FetchFailure failure_of(const PlannedPackage& planned) {
    FetchFailure failure{planned.spec.name, planned.spec.version, planned.source.variant, {}, {}};
    if (!planned.source.urls.empty()) failure.download = planned.source.urls.front();
    return failure;
}

std::optional<FetchFailure> fetch_from_origins(const Fetch& fetch, const PlannedPackage& planned,
                                               const fs::path& partial, const fs::path& path) {
    FetchFailure failure = failure_of(planned);
    if (fetch.settings.offline) {
        failure.attempts.push_back("offline, and the source cache does not have " + path.string());
        return failure;
    }
    if (planned.source.sha256.empty() && !fetch.settings.allow_unverified) {
        failure.attempts.push_back("the catalog has no checksum for it; --allow-unverified fetches it nevertheless");
        return failure;
    }
    for (const auto& url : origins(planned.source, fetch.mirror, fetch.choice)) {
        throw_if_interrupted();
        const auto problem = try_origin(fetch, planned, url, partial, path);
        if (!problem) return std::nullopt;
        failure.attempts.push_back(url + ": " + *problem);
    }
    if (!fetch.mirror) {
        for (const auto& pool : planned.source.pool) {
            failure.attempts.push_back(pool +
                                       ": no Debian mirror is configured (SLURM_FACTORY_DEBIAN_MIRROR names one)");
        }
    }
    if (failure.attempts.empty()) failure.attempts.push_back("the catalog knows no origin");
    return failure;
}

std::optional<FetchFailure> fetch_one(const Fetch& fetch, const PlannedPackage& planned) {
    if (!has_source(planned)) return std::nullopt;
    const fs::path path = source_path(fetch.home, planned);
    make_dirs(path.parent_path());
    make_dirs(fetch.home.locks());
    const FileLock lock(fetch.home.locks() / ("source-" + planned.spec.name + "-" + id_of(planned)));
    if (cached(planned, path)) return std::nullopt;
    const fs::path partial = path.parent_path() / (".part-" + path.filename().string());
    fetch.progress.started(planned.spec.name, "fetch", 0);
    std::optional<FetchFailure> failure;
    if (planned.local_source.empty()) {
        failure = fetch_from_origins(fetch, planned, partial, path);
    } else {
        take_local(planned, partial, path);
    }
    fetch.progress.finished(planned.spec.name, failure ? "no source" : "fetched " + format_bytes(fs::file_size(path)));
    return failure;
}

}  // namespace

fs::path source_path(const Home& home, const PlannedPackage& planned) {
    return home.sources() / planned.spec.name / (id_of(planned) + "-" + file_name(planned));
}

std::vector<FetchFailure> fetch_sources(const Home& home, Http& http, const SourceSettings& settings,
                                        const SourceChoice& choice, const std::vector<const PlannedPackage*>& packages,
                                        Progress& progress, const fs::path& apt) {
    const Fetch fetch{home, http, settings, choice, debian_mirror_root(settings, apt), progress};
    std::vector<std::optional<FetchFailure>> results(packages.size());
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> stop = false;
    std::exception_ptr first_error;
    std::mutex error_mutex;
    const auto work = [&] {
        for (std::size_t i = next++; i < packages.size() && !stop; i = next++) {
            try {
                throw_if_interrupted();
                results[i] = fetch_one(fetch, *packages[i]);
            } catch (...) {
                const std::lock_guard guard(error_mutex);
                if (!first_error) first_error = std::current_exception();
                stop = true;
            }
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < std::min(kParallelDownloads, packages.size()); ++i) threads.emplace_back(work);
    }
    if (first_error) std::rethrow_exception(first_error);
    std::vector<FetchFailure> failures;
    for (auto& result : results) {
        if (result) failures.push_back(std::move(*result));
    }
    return failures;
}

Error fetch_error(const std::vector<FetchFailure>& failures) {
    std::string message = "no origin has ";
    std::string hint;
    for (const auto& failure : failures) {
        if (&failure != &failures.front()) message += "\nand none has ";
        message += fmt::format("the source of {} {} (variant {}):", failure.package, failure.version, failure.variant);
        for (const auto& attempt : failure.attempts) message += "\n  " + attempt;
        if (!hint.empty()) hint += "\n";
        hint += failure.download.empty() ? "Get the tarball of " + failure.package + " " + failure.version
                                         : "Download " + failure.download + " on a machine that can";
        hint += fmt::format(" and give it with --source {}=PATH.", failure.package);
    }
    return Error(ErrorKind::source, message, hint);
}

}  // namespace sf
