#include "mirror/oci_credentials.h"

#include <fmt/format.h>

#include <vector>

#include "base/base64.h"
#include "base/error.h"
#include "base/files.h"
#include "base/json.h"

namespace sf {
namespace {

constexpr const char* kUserVariable = "SLURM_FACTORY_OCI_USERNAME";
constexpr const char* kPasswordVariable = "SLURM_FACTORY_OCI_PASSWORD";

std::vector<fs::path> auth_files(const Environment& environment) {
    if (const auto named = environment("REGISTRY_AUTH_FILE")) return {*named};
    std::vector<fs::path> files;
    const auto home = environment("HOME");
    if (const auto runtime = environment("XDG_RUNTIME_DIR"))
        files.push_back(fs::path(*runtime) / "containers/auth.json");
    if (const auto config = environment("XDG_CONFIG_HOME"))
        files.push_back(fs::path(*config) / "containers/auth.json");
    else if (home)
        files.push_back(fs::path(*home) / ".config/containers/auth.json");
    if (const auto docker = environment("DOCKER_CONFIG"))
        files.push_back(fs::path(*docker) / "config.json");
    else if (home)
        files.push_back(fs::path(*home) / ".docker/config.json");
    return files;
}

// HOST/a/b, HOST/a, HOST: the most specific first.
std::vector<std::string> entry_names(const OciUrl& url) {
    std::vector<std::string> names;
    std::string name = url.host + "/" + url.repository;
    while (name != url.host) {
        names.push_back(name);
        name.resize(name.rfind('/'));
    }
    names.push_back(url.host);
    names.push_back("https://" + url.host);
    names.push_back("https://" + url.host + "/v1/");  // how docker names its own registry
    return names;
}

// Nothing where the entry holds no user and password; then `why` says what it has instead.
std::optional<OciCredentials> stored_pair(const Json& entry, const std::string& file, std::string& why) {
    const auto pair = base64_decoded(entry.value("auth", ""));
    const std::size_t colon = pair ? pair->find(':') : std::string::npos;
    if (colon != std::string::npos && colon > 0)
        return OciCredentials{pair->substr(0, colon), pair->substr(colon + 1), file};
    why = fmt::format("none ({} has no user and password of it)", file);
    return std::nullopt;
}

std::optional<OciCredentials> stored_credentials(const OciUrl& url, const fs::path& file, std::string& why) {
    const auto text = read_file_if_exists(file);
    if (!text) return std::nullopt;
    try {
        const Json json = parse_json(*text, file.string());
        const Json entries = json.value("auths", Json::object());
        for (const auto& name : entry_names(url))
            if (entries.contains(name))
                if (auto pair = stored_pair(entries.at(name), file.string(), why)) return pair;
        if (why.empty() &&
            (json.contains("credsStore") || json.value("credHelpers", Json::object()).contains(url.host)))
            why = fmt::format("none ({} names a helper program, and none is run)", file.string());
        return std::nullopt;
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::failure,
                    fmt::format("{} is no file of a registry's users: {}", file.string(), e.what()));
    }
}

}  // namespace

OciCredentials oci_credentials(const OciUrl& url, const Environment& environment) {
    const auto user = environment(kUserVariable), password = environment(kPasswordVariable);
    if (user.has_value() != password.has_value())
        throw Error(ErrorKind::usage,
                    fmt::format("{} is set and {} is not", user ? kUserVariable : kPasswordVariable,
                                user ? kPasswordVariable : kUserVariable),
                    "set both or neither");
    if (user) return {*user, *password, "environment"};
    std::string why;
    for (const auto& file : auth_files(environment))
        if (auto found = stored_credentials(url, file, why)) return *found;
    return {"", "", why.empty() ? "none" : why};
}

}  // namespace sf
