#include "mirror/oci_url.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr std::string_view kOci = "oci://", kPlainOci = "oci+http://";
constexpr std::size_t kLongestRepository = 255;

bool is_alnum(unsigned char c) {
    return std::isalnum(c) != 0;
}

// A name with a dot, one with a port, localhost, or an address of IPv6: what has none of these Docker and Spack take
// for a repository of Docker's own registry.
bool is_host(std::string_view host) {
    constexpr std::string_view kMarks = ".-:[]";
    const auto allowed = [&](unsigned char c) {
        return is_alnum(c) || kMarks.find(static_cast<char>(c)) != std::string_view::npos;
    };
    const bool named = host == "localhost" || host.find_first_of(".:") != std::string_view::npos;
    return named && std::all_of(host.begin(), host.end(), allowed) && (is_alnum(host.front()) || host.front() == '[') &&
           (is_alnum(host.back()) || host.back() == ']');
}

bool is_repository_part(const std::string& part) {
    const auto allowed = [](unsigned char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; };
    return !part.empty() && std::all_of(part.begin(), part.end(), allowed) && is_alnum(part.front()) &&
           is_alnum(part.back()) && part.find("..") == std::string::npos;
}

bool is_repository(const std::string& repository) {
    const auto parts = split(repository, '/');
    return repository.size() <= kLongestRepository && std::all_of(parts.begin(), parts.end(), is_repository_part);
}

std::string without_port(std::string_view host) {
    if (host.starts_with('[')) return std::string(host.substr(0, host.find(']') + 1));
    return std::string(host.substr(0, host.find(':')));
}

}  // namespace

std::string OciUrl::text() const {
    return fmt::format("{}{}/{}", plain_http ? kPlainOci : kOci, host, repository);
}

std::string OciUrl::origin() const {
    return (plain_http ? "http://" : "https://") + host;
}

std::string OciUrl::endpoint() const {
    return origin() + "/v2/" + repository;
}

bool is_oci(std::string_view url) {
    return url.starts_with(kOci) || url.starts_with(kPlainOci);
}

OciUrl parse_oci_url(std::string_view url) {
    OciUrl oci;
    oci.plain_http = url.starts_with(kPlainOci);
    std::string_view rest = url.substr((oci.plain_http ? kPlainOci : kOci).size());
    while (rest.ends_with('/')) rest.remove_suffix(1);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    oci.host = rest.substr(0, slash);
    oci.repository = lower_case(rest.substr(std::min(slash + 1, rest.size())));
    if (oci.host.empty() || !is_host(oci.host) || !is_repository(oci.repository))
        throw Error(ErrorKind::usage, fmt::format("'{}' names no repository of a registry", url),
                    "oci://HOST/REPOSITORY, such as oci://registry.example.org/site/buildcache, without a tag");
    return oci;
}

bool may_carry_secrets(std::string_view url) {
    if (url.starts_with("https://")) return true;
    constexpr std::string_view kHttp = "http://";
    if (!url.starts_with(kHttp)) return false;
    const std::string_view authority = url.substr(kHttp.size(), url.find('/', kHttp.size()) - kHttp.size());
    const std::string host = without_port(authority);
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

}  // namespace sf
