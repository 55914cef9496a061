#include "buildcache/tarball.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "buildcache/build_info.h"
#include "bundle/compressed_file.h"
#include "bundle/tar.h"

namespace sf {
namespace {

constexpr std::uint64_t kRecord = 10240;  // tar's, which Python's tarfile fills up
constexpr long long kTime = 0;

void add_parents(TarWriter& tar, const fs::path& prefix) {
    fs::path parent;
    for (const auto& part : prefix.relative_path()) {
        parent /= part;
        tar.add_folder(parent.string());
    }
}

// All but the member `left_out`.
void add_content(TarWriter& tar, const fs::path& folder, const std::string& name, const std::string& left_out) {
    std::vector<fs::directory_entry> entries(fs::directory_iterator(folder), fs::directory_iterator{});
    const auto is_folder = [](const fs::directory_entry& entry) { return !entry.is_symlink() && entry.is_directory(); };
    std::sort(entries.begin(), entries.end(), [&](const fs::directory_entry& a, const fs::directory_entry& b) {
        return std::pair(is_folder(a), a.path().filename().string()) <
               std::pair(is_folder(b), b.path().filename().string());
    });
    for (const auto& entry : entries) {
        const std::string member = name + "/" + entry.path().filename().string();
        if (entry.is_symlink()) {
            tar.add_link(member, fs::read_symlink(entry.path()).string());
        } else if (is_folder(entry)) {
            tar.add_folder(member);
            add_content(tar, entry.path(), member, left_out);
        } else if (entry.is_regular_file() && member != left_out) {
            tar.add_file(member, entry.path());
        }
    }
}

}  // namespace

PackageTarball write_package_tarball(const fs::path& root, const std::string& prefix, const Json& build_info,
                                     const fs::path& tarball, unsigned threads) {
    CompressedFile file(tarball, compressor_of(Compression::gzip), threads);
    std::uint64_t size = 0;
    const auto write = [&](std::string_view bytes) {
        size += bytes.size();
        file.write(bytes);
    };
    TarWriter tar(write, kTime);
    const std::string name = fs::path(prefix).relative_path().string();
    add_parents(tar, prefix);
    const std::string info_member = name + "/" + kBuildInfoFile;
    add_content(tar, root, name, info_member);
    tar.add_text(info_member, compact_json(build_info));
    tar.finish();
    write(std::string((kRecord - size % kRecord) % kRecord, '\0'));
    const auto written = file.finish();
    return {written.sha256, written.bytes, size};
}

}  // namespace sf
