#include <future>
#include <set>

#include "base/files.h"
#include "base/json.h"
#include "source/source.h"

namespace sf {

namespace {

constexpr double kProbeSeconds = 3;
constexpr std::size_t kProbedHosts = 3;

fs::path choice_file(const Home& home) {
    return home.state() / "sources.json";
}

std::optional<SourceChoice> remembered(const Home& home) {
    const auto text = read_file_if_exists(choice_file(home));
    if (!text) return std::nullopt;
    const Json json = parse_json(*text, choice_file(home).string());
    SourceChoice choice;
    choice.preferred = json.value("preferred", choice.preferred);
    choice.reason = json.value("reason", "");
    choice.per_package = json.value("per_package", choice.per_package);
    return choice;
}

void remember(const Home& home, const SourceChoice& choice) {
    make_dirs(home.state());
    const Json json = {
        {"preferred", choice.preferred}, {"reason", choice.reason}, {"per_package", Json(choice.per_package)}};
    write_file_atomic(choice_file(home), pretty_json(json));
}

std::string host_of(const std::string& url) {
    const auto start = url.find("://");
    if (start == std::string::npos) return url;
    return url.substr(start + 3, url.find('/', start + 3) - start - 3);
}

// One upstream URL for each of the first few hosts that serve packages with more than one variant.
std::vector<std::string> probe_urls(const Catalog& catalog) {
    std::vector<std::string> urls;
    std::set<std::string> hosts;
    for (const auto& [name, package] : catalog.packages()) {
        for (const auto& version : package.versions) {
            if (version.sources.size() < 2) continue;
            for (const auto& source : version.sources) {
                if (source.variant != "upstream" || source.urls.empty() || urls.size() == kProbedHosts) continue;
                if (hosts.insert(host_of(source.urls.front())).second) urls.push_back(source.urls.front());
            }
        }
    }
    return urls;
}

bool any_reachable(Http& http, const std::vector<std::string>& urls) {
    std::vector<std::future<bool>> answers;
    for (const auto& url : urls) {
        answers.push_back(std::async(std::launch::async, [&http, url] { return http.reachable(url, kProbeSeconds); }));
    }
    bool any = false;
    for (auto& answer : answers) any = answer.get() || any;
    return any;
}

}  // namespace

SourceChoice choose_sources(const Home& home, Http& http, const SourceSettings& settings, const Catalog& catalog,
                            const Request& request, const fs::path& apt) {
    SourceChoice choice;
    if (request.sources != "auto") {
        choice.preferred = request.sources;
        choice.reason = "--sources " + request.sources;
        return choice;
    }
    if (auto known = remembered(home)) return *known;
    const auto urls = probe_urls(catalog);
    const auto mirror = debian_mirror_root(settings, apt);
    if (urls.empty() || settings.offline || !mirror) {
        choice.reason = "upstream is the first choice";
        return choice;
    }
    if (any_reachable(http, urls)) {
        choice.reason = "upstream answered";
    } else {
        choice.preferred = "debian";
        choice.reason = "upstream did not answer (" + host_of(urls.front()) + " was asked first), the Debian mirror " +
                        *mirror + " is configured";
    }
    remember(home, choice);
    return choice;
}

void record_fallback(const Home& home, const std::string& package, const std::string& variant,
                     const std::string& reason) {
    SourceChoice choice = remembered(home).value_or(SourceChoice{});
    choice.per_package[package] = variant;
    choice.reason += (choice.reason.empty() ? "" : "; ") + package + " from " + variant + ": " + reason;
    remember(home, choice);
}

}  // namespace sf
