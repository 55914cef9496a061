#include "bundle/read_bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>

#include "base/error.h"
#include "bundle/file_list.h"

namespace sf {
namespace {

constexpr std::size_t kLongestText = 4096;

// Kinds of plugins of two and more words; all others have one.
constexpr std::array<std::string_view, 18> kKindsOfManyWords{"accounting_storage",
                                                             "acct_gather_energy",
                                                             "acct_gather_filesystem",
                                                             "acct_gather_interconnect",
                                                             "acct_gather_profile",
                                                             "burst_buffer",
                                                             "cli_filter",
                                                             "core_spec",
                                                             "data_parser",
                                                             "ext_sensors",
                                                             "http_parser",
                                                             "job_container",
                                                             "job_submit",
                                                             "jobacct_gather",
                                                             "node_features",
                                                             "rest_auth",
                                                             "site_factor",
                                                             "url_parser"};

// Thrown while documents are read; read_bundle() adds the tarball's name.
[[noreturn]] void refuse(const std::string& why) {
    throw Error(ErrorKind::source, why);
}

// For people to read: anything but control characters, which a terminal would obey.
std::string text_of(const Json& json) {
    auto text = json.get<std::string>();
    const bool plain =
        std::none_of(text.begin(), text.end(), [](char c) { return std::iscntrl(static_cast<unsigned char>(c)) != 0; });
    if (!plain || text.size() > kLongestText) refuse("its manifest holds a text that no bundle has");
    return text;
}

// A name, version or checksum.
std::string word_of(const Json& json) {
    auto word = text_of(json);
    const bool plain = std::all_of(word.begin(), word.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("._+-").find(c) != std::string::npos;
    });
    if (word.empty() || word.front() == '.' || !plain) refuse(fmt::format("'{}' is no name, version or hash", word));
    return word;
}

std::string sha256_of(const Json& json) {
    auto digest = text_of(json);
    const bool plain = digest.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!digest.empty() && (!plain || digest.size() != 64)) refuse(fmt::format("'{}' is no sha256", digest));
    return digest;
}

std::vector<std::string> texts_of(const Json& json, const char* key) {
    std::vector<std::string> texts;
    if (const auto found = json.find(key); found != json.end())
        for (const auto& item : *found) texts.push_back(text_of(item));
    return texts;
}

const Json& document(const BundleArchive& archive, const std::string& name) {
    const auto found = archive.documents.find(name);
    if (found == archive.documents.end()) refuse(fmt::format("it has no manifest/{}.json", name));
    return found->second;
}

BundledSource source_of(const Json& json) {
    BundledSource source;
    source.name = word_of(json.at("name"));
    source.version = word_of(json.at("version"));
    source.shipped = json.at("shipped");
    source.license = text_of(json.at("license"));
    source.variant = word_of(json.at("variant"));
    source.sha256 = sha256_of(json.at("sha256"));
    if (json.contains("file")) source.file = text_of(json.at("file"));
    source.urls = texts_of(json, "urls");
    source.pool = texts_of(json, "pool");
    for (const auto& patch : json.at("patches"))
        source.patches.push_back({text_of(patch.at("file")), sha256_of(patch.at("sha256")), text_of(patch.at("why"))});
    return source;
}

// What several documents say must be one thing.
void require_same(const Json& first, const Json& second, const char* what) {
    if (first != second)
        refuse(fmt::format("its manifest contradicts itself: {} is {} and {}", what, first.dump(), second.dump()));
}

void read_identity(BundleFacts& facts) {
    const Json& contract = document(facts.archive, "capabilities");
    const Json& spec = document(facts.archive, "spec");
    const Json& needs = document(facts.archive, "requirements");
    facts.release = word_of(spec.at("release"));
    facts.slurm = word_of(spec.at("slurm_version"));
    facts.flavour = word_of(spec.at("flavour"));
    facts.toolchain = word_of(spec.at("toolchain").at("name"));
    facts.target = word_of(spec.at("target"));
    facts.source_date_epoch = spec.at("source_date_epoch");
    facts.arch = word_of(needs.at("arch"));
    facts.glibc_floor = word_of(needs.at("glibc_floor"));
    require_same(spec.at("release"), contract.at("release"), "the release");
    require_same(spec.at("slurm_version"), contract.at("slurm"), "Slurm's version");
    require_same(spec.at("flavour"), contract.at("flavour"), "the flavour");
    require_same(spec.at("toolchain").at("name"), contract.at("toolchain"), "the toolchain");
    require_same(needs.at("glibc_floor"), contract.at("glibc_floor"), "the least glibc");
    require_same(spec.at("target"), needs.at("target"), "the target");
    for (const auto& plugin : contract.at("plugins"))
        facts.features.push_back(feature_of_plugin(word_of(plugin.at("name"))));
    std::sort(facts.features.begin(), facts.features.end());
}

// Returns the versions of what is shipped.
std::map<std::string, std::string> read_packages(BundleFacts& facts) {
    std::map<std::string, std::string> versions;
    for (const auto& package : document(facts.archive, "spec").at("packages")) {
        const auto name = word_of(package.at("name"));
        if (name == "slurm") facts.hash = word_of(package.at("hash"));
        if (package.at("shipped").get<bool>()) versions[name] = word_of(package.at("version"));
    }
    if (facts.hash.empty()) refuse("its manifest/spec.json has no slurm");
    for (const auto& [name, version] : versions) facts.packages[fmt::format("{} {}", name, version)] = 0;
    return versions;
}

void count_files(BundleFacts& facts, const std::map<std::string, std::string>& versions) {
    const Json& list = document(facts.archive, "files");
    if (list.at("version") != kFilesVersion)
        refuse(fmt::format("its manifest/files.json has version {}, this program reads {}", list.at("version").dump(),
                           kFilesVersion));
    std::set<std::string> listed;
    for (const auto& item : list.at("files")) {
        const auto path = text_of(item.at("path"));
        const bool link = item.at("type") == "link";
        const auto found = facts.archive.files.find(path);
        if (found == facts.archive.files.end() || found->second.link != link ||
            (!link && item.at("size") != found->second.bytes))
            refuse(fmt::format("{} is not what manifest/files.json says", path));
        if (!listed.insert(path).second) refuse(fmt::format("manifest/files.json lists {} twice", path));
        facts.unpacked_bytes += found->second.bytes;
        if (!item.contains("package")) continue;
        const auto owner = versions.find(item.at("package").get<std::string>());
        if (owner == versions.end()) refuse(fmt::format("{} is of a package that is not shipped", path));
        facts.packages[fmt::format("{} {}", owner->first, owner->second)] += found->second.bytes;
    }
    if (listed.size() != facts.archive.files.size())
        refuse("it does not hold the files that manifest/files.json lists");
}

void read_documents(BundleFacts& facts) {
    document(facts.archive, "sbom.spdx");
    read_identity(facts);
    count_files(facts, read_packages(facts));
    for (const auto& item : document(facts.archive, "sources").at("packages")) facts.sources.push_back(source_of(item));
}

}  // namespace

std::string feature_of_plugin(const std::string& plugin) {
    for (const auto kind : kKindsOfManyWords)
        if (plugin.size() > kind.size() + 1 && plugin.starts_with(kind) && plugin[kind.size()] == '_')
            return fmt::format("{}/{}", kind, plugin.substr(kind.size() + 1));
    auto feature = plugin;
    if (const auto end = feature.find('_'); end != std::string::npos) feature[end] = '/';
    return feature;
}

BundleFacts read_bundle(const std::filesystem::path& tarball) {
    const auto not_a_bundle = [&](const std::string& why) {
        return Error(ErrorKind::source, fmt::format("{} cannot be taken as a bundle: {}", tarball.string(), why),
                     "give a slurm-*-software.tar.gz or .tar.zst of build-slurm; one that an older slurm-factory made "
                     "is made anew by build-slurm");
    };
    BundleFacts facts;
    facts.archive = read_bundle_archive(tarball);
    try {
        read_documents(facts);
    } catch (const Json::exception& error) {
        throw not_a_bundle(error.what());
    } catch (const Error& error) {
        throw not_a_bundle(error.message());
    }
    return facts;
}

}  // namespace sf
