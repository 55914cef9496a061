#include "buildcache/spec_file.h"

#include <fmt/format.h>

#include "base/error.h"
#include "buildcache/layout.h"
#include "buildcache/spec_nodes.h"
#include "sign/clearsigned.h"
#include "sign/verify.h"

namespace sf {
namespace {

constexpr int kNewestLayout = 2;
constexpr const char* kLayoutVersion = "buildcache_layout_version";
constexpr const char* kChecksum = "binary_cache_checksum";

SpecFile spec_file_of(const std::string& text, const std::string& name, const std::string& hash,
                      const std::string& origin) {
    SpecFile file = parse_spec_file(text, origin);
    check_root(file.spec_json, name, hash, origin);
    checked_nodes(file.spec_json, origin);
    return file;
}

}  // namespace

std::string spec_file_text(Json spec_json, const std::string& tarball_sha256) {
    spec_json[kLayoutVersion] = kNewestLayout;
    spec_json[kChecksum] = {{"hash_algorithm", "sha256"}, {"hash", tarball_sha256}};
    return lined_json(spec_json) + "\n";
}

SpecFile parse_spec_file(const std::string& text, const std::string& origin) {
    try {
        SpecFile file;
        file.spec_json = parse_json(text, origin);
        const Json& checksum = file.spec_json.at(kChecksum);
        if (file.spec_json.at(kLayoutVersion) > kNewestLayout || checksum.at("hash_algorithm") != "sha256")
            throw Error(ErrorKind::source, origin + " is of another layout, or names its tarball by another checksum");
        file.tarball_sha256 = layout::checked_sha256(checksum.at("hash"));
        file.spec_json.erase(kLayoutVersion);
        file.spec_json.erase(kChecksum);
        return file;
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::source, fmt::format("{} does not describe a package: {}", origin, e.what()));
    }
}

SpecFile verify_spec_file(const Keyring& keyring, const std::set<std::string>& pinned, const std::string& signed_text,
                          const std::string& name, const std::string& hash, const std::string& origin) {
    return spec_file_of(verify_clearsigned(keyring, pinned, signed_text, origin).text, name, hash, origin);
}

SpecFile check_unsigned_spec_file(const std::string& text, const std::string& name, const std::string& hash,
                                  const std::string& origin) {
    const bool is_signed = text.starts_with('-');
    return spec_file_of(is_signed ? clearsigned_body(text) : text, name, hash, origin);
}

}  // namespace sf
