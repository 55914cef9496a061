#include "bundle/bundle_entries.h"

namespace sf {
namespace {

// The default flavour has 1500 entries, a manifest of 400 kB, and unpacks to four times its size.
constexpr std::size_t kMostEntries = 200'000, kMostDocuments = 64;
constexpr std::uint64_t kMostUnpacked = 256, kAlwaysAllowed = 64u << 20;
constexpr std::uint64_t kLargestDocument = 32u << 20, kLargestFile = 1u << 30;  // each is taken to memory whole
constexpr std::string_view kManifest = "manifest/", kJson = ".json";

}  // namespace

BundleEntries::BundleEntries(std::string origin, std::uint64_t packed_bytes)
    : origin_(std::move(origin)), left_(most_unpacked(packed_bytes)) {}

std::uint64_t BundleEntries::most_unpacked(std::uint64_t packed_bytes) {
    return kAlwaysAllowed + kMostUnpacked * packed_bytes;
}

BundleEntry BundleEntries::check(archive_entry* entry) {
    BundleEntry checked;
    checked.path = checked_entry_name(archive_entry_pathname(entry), "an entry", origin_).string();
    const auto type = archive_entry_filetype(entry);
    if (++entries_ > kMostEntries) refuse("it has more entries than any bundle");
    if (type == AE_IFDIR) return checked;
    if (archive_entry_hardlink(entry) != nullptr || (type != AE_IFREG && type != AE_IFLNK))
        refuse(checked.path + " is neither file, folder nor symbolic link");
    if (!seen_.insert(checked.path).second) refuse(checked.path + " is in it twice");
    checked.kind = type == AE_IFLNK ? BundleEntry::Kind::link : BundleEntry::Kind::file;
    if (checked.path.starts_with(kManifest)) checked.document = document_name(checked);
    if (checked.kind == BundleEntry::Kind::link) {
        check_link_target(checked.path, archive_entry_symlink(entry), origin_);
    } else {
        checked.bytes = static_cast<std::uint64_t>(archive_entry_size(entry));
        check_size(checked);
    }
    return checked;
}

std::string BundleEntries::document_name(const BundleEntry& entry) const {
    const auto name = entry.path.substr(kManifest.size());
    if (entry.kind == BundleEntry::Kind::link || name.find('/') != std::string::npos || !name.ends_with(kJson) ||
        name.size() == kJson.size())
        refuse(entry.path + " is no document of a manifest");
    return name.substr(0, name.size() - kJson.size());
}

void BundleEntries::check_size(const BundleEntry& entry) {
    if (!entry.document.empty() && (entry.bytes > kLargestDocument || ++documents_ > kMostDocuments))
        refuse("its manifest is larger than any bundle's");
    if (entry.bytes > kLargestFile) refuse(entry.path + " is larger than any bundle's files");
    if (entry.bytes > left_) refuse("it unpacks to more than any bundle of its size");
    left_ -= entry.bytes;
}

}  // namespace sf
