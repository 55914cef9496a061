// WWW-Authenticate: how a server wants to be asked (RFC 9110, section 11.6.1).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sf {

struct AuthChallenge {
    std::string scheme;                             // in lower case: bearer
    std::map<std::string, std::string> parameters;  // names in lower case
};

// As many as can be read; what follows something malformed is left out.
std::vector<AuthChallenge> parse_challenges(std::string_view header);

}  // namespace sf
