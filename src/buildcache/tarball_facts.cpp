#include "buildcache/tarball_facts.h"

#include <filesystem>
#include <optional>

#include "base/error.h"
#include "buildcache/tar_stream.h"

namespace sf {
namespace {

// Real packages are compressed to a third or a tenth; nobody needs more than this.
constexpr std::uint64_t kMostUnpacked = 256, kAlwaysAllowed = 64u << 20;
constexpr la_int64_t kMaxInfo = 16 << 20;

// The name of the folder that an entry says to be a package's.
std::optional<std::string> package_folder(archive_entry* entry, const std::string& origin) {
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr) return std::nullopt;
    const std::string name = checked_entry_name(archive_entry_pathname(entry), "an entry", origin).string();
    const std::string end = std::string("/") + kBuildInfoFile;
    if (!name.ends_with(end)) return std::nullopt;
    return name.substr(0, name.size() - end.size());
}

std::string content_of(archive* reader, archive_entry* entry, const std::string& origin) {
    const auto size = archive_entry_size(entry);
    if (size < 0 || size > kMaxInfo) refuse_archive(origin, "a binary_distribution that is too large");
    std::string content(static_cast<std::size_t>(size), '\0');
    if (archive_read_data(reader, content.data(), content.size()) != static_cast<la_ssize_t>(content.size()))
        refuse_archive(origin, archive_fault(reader));
    return content;
}

}  // namespace

TarballFacts read_tarball_facts(std::string_view blob, const std::string& sha256, const std::string& origin) {
    TarStream stream(blob, origin, kAlwaysAllowed + kMostUnpacked * blob.size());
    const auto reader = stream.open();
    TarballFacts facts;
    std::optional<std::string> info;
    try {
        while (archive_entry* entry = next_entry(reader.get(), origin)) {
            const auto folder = package_folder(entry, origin);
            if (!folder || (info && folder->size() >= facts.folder.size())) continue;
            facts.folder = *folder;
            info = content_of(reader.get(), entry, origin);
        }
    } catch (const Error&) {
        stream.rethrow();
        throw;
    }
    stream.read_rest();
    if (stream.sha256() != sha256) refuse_archive(origin, "it has another checksum than its manifest says");
    if (!info) refuse_archive(origin, std::string("it has no ") + kBuildInfoFile);
    facts.unpacked_bytes = stream.unpacked_bytes();
    facts.info = parse_build_info(*info, origin + ": " + kBuildInfoFile);
    return facts;
}

}  // namespace sf
