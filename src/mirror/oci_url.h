// oci://HOST[:PORT]/REPOSITORY: a repository of a registry that speaks the OCI distribution specification; oci+http://
// without TLS, as Spack spells it.
#pragma once

#include <string>
#include <string_view>

namespace sf {

struct OciUrl {
    bool plain_http = false;
    std::string host;        // HOST[:PORT]
    std::string repository;  // site/cache; in lower case

    std::string text() const;      // oci://HOST/REPOSITORY
    std::string origin() const;    // https://HOST
    std::string endpoint() const;  // https://HOST/v2/REPOSITORY
};

bool is_oci(std::string_view url);
// Throws Error(usage) for a URL without a host or a repository, and for one with a tag or a digest.
OciUrl parse_oci_url(std::string_view url);

// Whether a secret may be sent to this http or https URL: encrypted, or without leaving this machine.
bool may_carry_secrets(std::string_view url);

}  // namespace sf
