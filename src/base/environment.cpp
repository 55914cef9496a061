#include "base/environment.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <map>

#include "base/secret.h"

namespace sf {
namespace {

// docs/signing.md lists them.
constexpr std::array kSecretVariables = {"GPG_PRIVATE_KEY",
                                         "GPG_PASSPHRASE",
                                         "AWS_SECRET_ACCESS_KEY",
                                         "AWS_SESSION_TOKEN",
                                         "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                                         "SLURM_FACTORY_OCI_PASSWORD"};

std::map<std::string, Secret>& hidden() {
    static std::map<std::string, Secret> variables;
    return variables;
}

}  // namespace

void hide_secret_variables() {
    for (const char* name : kSecretVariables) {
        char* value = std::getenv(name);
        if (value == nullptr) continue;
        hidden()[name] = Secret(value);
        explicit_bzero(value, std::strlen(value));
        ::unsetenv(name);
    }
}

std::optional<std::string> environment_variable(const std::string& name) {
    const auto found = hidden().find(name);
    if (found != hidden().end()) return found->second.empty() ? std::nullopt : std::optional(found->second.reveal());
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return value;
}

}  // namespace sf
