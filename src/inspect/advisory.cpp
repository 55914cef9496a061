#include "inspect/advisory.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "inspect/printable.h"

namespace sf {
namespace {

constexpr std::uintmax_t kLargestFile = 256u << 20;

// The schema allows null where a list may be.
const Json& list_of(const Json& json, const char* key) {
    static const Json kNone = Json::array();
    const auto found = json.find(key);
    if (found == json.end() || found->is_null()) return kNone;
    if (!found->is_array()) throw Error(ErrorKind::source, fmt::format("'{}' is no list", key));
    return *found;
}

std::vector<std::string> texts_in(const Json& json, const char* key) {
    std::vector<std::string> texts;
    for (const auto& item : list_of(json, key)) texts.push_back(printable(item.get<std::string>()));
    return texts;
}

RangeEvent event_from(const Json& json) {
    using Kind = RangeEvent::Kind;
    for (const auto& [key, kind] : {std::pair{"introduced", Kind::introduced}, std::pair{"fixed", Kind::fixed},
                                    std::pair{"last_affected", Kind::last_affected}, std::pair{"limit", Kind::limit}})
        if (const auto found = json.find(key); found != json.end()) return {kind, printable(found->get<std::string>())};
    throw Error(ErrorKind::source, "an event of a range is of no known kind");
}

AffectedPackage affected_from(const Json& json) {
    AffectedPackage affected;
    if (const auto package = json.find("package"); package != json.end()) {
        affected.ecosystem = printable(package->at("ecosystem").get<std::string>());
        affected.name = printable(package->at("name").get<std::string>());
        affected.purl = printable(package->value("purl", ""));
    }
    for (const auto& item : list_of(json, "ranges")) {
        AffectedRange range{printable(item.at("type").get<std::string>()), printable(item.value("repo", "")), {}};
        for (const auto& event : list_of(item, "events")) range.events.push_back(event_from(event));
        affected.ranges.push_back(std::move(range));
    }
    affected.versions = texts_in(json, "versions");
    return affected;
}

// CVSS 3 before all others, because it can be scored; else what the database calls it.
std::string severity_of(const Json& json) {
    std::string severity;
    for (const auto& item : list_of(json, "severity")) {
        const auto type = item.at("type").get<std::string>();
        if (severity.empty() || type == "CVSS_V3") severity = printable(item.at("score").get<std::string>());
    }
    for (const char* specific : {"database_specific", "ecosystem_specific"})
        if (const auto found = json.find(specific); severity.empty() && found != json.end() && found->is_object())
            for (const char* key : {"severity", "urgency"})
                if (const auto word = found->find(key); word != found->end() && word->is_string())
                    severity = printable(word->get<std::string>());
    return severity;
}

Advisory advisory_from(const Json& json) {
    Advisory advisory;
    advisory.id = printable(json.at("id").get<std::string>());
    if (advisory.id.empty()) throw Error(ErrorKind::source, "it has an empty id");
    advisory.aliases = texts_in(json, "aliases");
    advisory.withdrawn = json.contains("withdrawn") && !json.at("withdrawn").is_null();
    advisory.summary = printable(json.value("summary", ""));
    if (advisory.summary.empty()) advisory.summary = printable(json.value("details", ""), 200);
    advisory.severity = severity_of(json);
    for (const auto& item : list_of(json, "affected")) {
        advisory.affected.push_back(affected_from(item));
        if (advisory.severity.empty()) advisory.severity = severity_of(item);
    }
    return advisory;
}

std::vector<fs::path> files_of(const fs::path& path) {
    if (fs::is_regular_file(path)) return {path};
    if (!fs::is_directory(path))
        throw Error(ErrorKind::usage, fmt::format("there are no advisories {}", path.string()),
                    "give a file in OSV's format, or a folder of such files");
    std::vector<fs::path> files;
    walk_sorted(path, [&](const fs::directory_entry& entry, const std::string&) {
        if (!entry.is_symlink() && entry.is_regular_file() && entry.path().extension() == ".json")
            files.push_back(entry.path());
    });
    if (files.empty())
        throw Error(ErrorKind::usage, fmt::format("{} holds no advisories: no file *.json", path.string()),
                    "unpack the archive of advisories there first");
    return files;
}

}  // namespace

std::vector<Advisory> parse_advisories(const std::string& text, const std::string& origin) {
    const auto refuse = [&](const std::string& why) {
        return Error(ErrorKind::source, fmt::format("{} holds no advisory in OSV's format: {}", origin, why),
                     "https://ossf.github.io/osv-schema/ describes it");
    };
    try {
        const auto json = parse_json(text, origin);
        std::vector<Advisory> advisories;
        if (!json.is_array()) return {advisory_from(json)};
        for (const auto& item : json) advisories.push_back(advisory_from(item));
        return advisories;
    } catch (const Json::exception& error) {
        throw refuse(printable(error.what()));
    } catch (const Error& error) {
        throw refuse(error.message());
    }
}

void for_each_advisory(const std::vector<fs::path>& paths, const std::function<void(const Advisory&)>& visit) {
    for (const auto& path : paths)
        for (const auto& file : files_of(path)) {
            throw_if_interrupted();
            if (fs::file_size(file) > kLargestFile)
                throw Error(ErrorKind::source, fmt::format("{} is larger than any file of advisories", file.string()));
            for (const auto& advisory : parse_advisories(read_file(file), file.string())) visit(advisory);
        }
}

}  // namespace sf
