#include "publish/program.h"

#include <fmt/format.h>

#include <regex>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "buildcache/layout.h"
#include "publish/places.h"
#include "publish/tarballs.h"

namespace sf {
namespace {

constexpr const char* kSums = "SHA256SUMS";
constexpr const char* kHowToMake = "packaging/make-packages.sh --output DIR makes them";

struct ProgramFile {
    fs::path file;
    std::string sha256;
};

// slurm-factory_1.2.0_amd64.deb, slurm-factory-1.2.0-1.x86_64.rpm, slurm-factory-1.2.0-linux-x86_64.tar.gz -> 1.2.0
std::string version_in(const std::string& name) {
    static const std::regex pattern(R"(slurm-factory[-_]([0-9]+\.[0-9]+\.[0-9]+)[-_.].*)");
    std::smatch match;
    if (!std::regex_match(name, match, pattern))
        throw Error(ErrorKind::usage, name + " is no package of slurm-factory", kHowToMake);
    return match[1];
}

ProgramFile listed_file(const std::string& line, const fs::path& folder) {
    const std::size_t gap = line.find("  ");
    if (gap == std::string::npos)
        throw Error(ErrorKind::source, fmt::format("{} has the line '{}'", (folder / kSums).string(), line),
                    kHowToMake);
    const ProgramFile package{folder / layout::component(line.substr(gap + 2)),
                              layout::checked_sha256(line.substr(0, gap))};
    if (!fs::is_regular_file(package.file) || sha256_file(package.file) != package.sha256)
        throw Error(ErrorKind::source, fmt::format("{} does not have the checksum of {}", package.file.string(), kSums),
                    kHowToMake);
    return package;
}

// SHA256SUMS comes last: who finds it finds what it names.
std::vector<ProgramFile> packages_in(const fs::path& folder) {
    const auto sums = read_file_if_exists(folder / kSums);
    if (!sums)
        throw Error(ErrorKind::usage, fmt::format("{} has no packages of slurm-factory", folder.string()), kHowToMake);
    std::vector<ProgramFile> packages;
    for (const auto& line : split(*sums, '\n'))
        if (!line.empty()) packages.push_back(listed_file(line, folder));
    if (packages.empty()) throw Error(ErrorKind::usage, (folder / kSums).string() + " names no package", kHowToMake);
    packages.push_back({folder / kSums, sha256_hex(*sums)});
    return packages;
}

std::string version_of(const std::vector<ProgramFile>& packages) {
    const std::string version = version_in(packages.front().file.filename());
    for (const auto& package : packages)
        if (package.file.filename() != kSums && version_in(package.file.filename()) != version)
            throw Error(ErrorKind::usage, "the packages are of several versions: " + package.file.string(), kHowToMake);
    return version;
}

class ProgramPublication {
  public:
    ProgramPublication(const BuildIndex& before, Uploader& uploader, Signer& signer)
        : before_(before), uploader_(uploader), signer_(signer) {}

    void put(const ProgramFile& package, const std::string& path) {
        const PublishedFile file{path, package.sha256, fs::file_size(package.file)};
        const auto* known = find(path);
        if (known != nullptr && known->sha256 != package.sha256)
            throw Error(ErrorKind::usage, fmt::format("the site has {} with other bytes", path),
                        "what people have verified does not change: give it a new version");
        const auto* signature = find(path + kSignatureEnd);
        if (known != nullptr && (signature != nullptr) != signer_.is_nobody() && is_there(*known) &&
            (signature == nullptr || is_there(*signature))) {
            keep(*known);
            if (signature != nullptr) keep(*signature);
            return;
        }
        uploader_.replace_file(path, package.file);
        published_.push_back(file);
        if (signer_.is_nobody()) return;
        published_.push_back(put_signature(path + kSignatureEnd,
                                           uploader_.is_dry() ? "" : signer_.sign_detached(package.file), uploader_));
    }

    std::vector<PublishedFile> published() && { return std::move(published_); }

  private:
    const PublishedFile* find(const std::string& path) const {
        const auto found = before_.program.find(path);
        return found == before_.program.end() ? nullptr : &found->second;
    }
    bool is_there(const PublishedFile& file) const { return uploader_.exists(file.path); }
    void keep(const PublishedFile& file) {
        uploader_.note({file.path, file.bytes, true});
        published_.push_back(file);
    }

    const BuildIndex& before_;
    Uploader& uploader_;
    Signer& signer_;
    std::vector<PublishedFile> published_;
};

}  // namespace

std::vector<PublishedFile> put_program(const fs::path& folder, const BuildIndex& before, Uploader& uploader,
                                       Signer& signer) {
    const auto packages = packages_in(folder);
    const std::string place = places::program(version_of(packages));
    ProgramPublication publication(before, uploader, signer);
    for (const auto& package : packages) publication.put(package, place + "/" + package.file.filename().string());
    return std::move(publication).published();
}

}  // namespace sf
