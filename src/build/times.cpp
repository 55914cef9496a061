#include "build/times.h"

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"

namespace sf {

namespace {

fs::path times_file(const Home& home) {
    return home.state() / "times.json";
}

}  // namespace

Times load_times(const Home& home) {
    const auto text = read_file_if_exists(times_file(home));
    if (!text) return {};
    Times times;
    try {
        const Json json = parse_json(*text, times_file(home).string());
        for (const auto& [name, entry] : json.items()) {
            times[name] = {entry.at("wall_s"), entry.at("cpu_s")};
        }
    } catch (const Error&) {
        return {};
    } catch (const Json::exception&) {
        return {};
    }
    return times;
}

void remember_times(const Home& home, const Times& times) {
    if (times.empty()) return;
    make_dirs(home.state());
    make_dirs(home.locks());
    const FileLock lock(home.locks() / "times");
    Times all = load_times(home);
    for (const auto& [name, time] : times) all[name] = time;
    Json json = Json::object();
    for (const auto& [name, time] : all) json[name] = {{"wall_s", time.wall_s}, {"cpu_s", time.cpu_s}};
    write_file_atomic(times_file(home), pretty_json(json));
}

}  // namespace sf
