#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "concretize/target.h"
#include "inspect/inspect.h"

namespace sf {
namespace {

constexpr std::size_t kWidth = 100;  // of the lines with many words

std::string row(const std::string& name, const std::string& text) {
    return fmt::format("  {:<13}{}\n", name, text);
}

// Words in lines of kWidth, all but the first indented as the text of a row.
std::string wrapped(const std::vector<std::string>& words) {
    std::string text;
    std::size_t column = 0;
    for (const auto& word : words) {
        if (column != 0 && column + word.size() > kWidth - 15) {
            text += fmt::format("\n{:15}", "");
            column = 0;
        }
        text += (column == 0 ? "" : " ") + word;
        column += word.size() + 1;
    }
    return text;
}

std::string instructions(const BundleFacts& facts, std::string_view cpuinfo) {
    const auto words = instructions_of(facts.target);
    return fmt::format("{}{}; this machine {}", facts.target, words.empty() ? "" : " (" + join(words, " ") + ")",
                       runs_on(facts.target, cpuinfo) ? "has it" : "has not got it");
}

std::string signature_to_text(const FoundSignature& signature) {
    if (signature.fault.empty()) return fmt::format("{}: by {}, which is trusted", signature.file, signature.signer);
    return fmt::format("{}: does not count: {}", signature.file, signature.fault);
}

std::string checksum_to_text(const Inspection& inspection) {
    const auto& noted = inspection.beside.checksum;
    if (noted.empty()) return "";
    return noted == inspection.facts.archive.sha256 ? ", as the .sha256 beside it says"
                                                    : ", but the .sha256 beside it says " + noted;
}

std::string provenance_to_text(const FoundProvenance& provenance) {
    if (!provenance.of_this_file) return "of another file";
    const auto& cached = provenance.from_buildcaches;
    return fmt::format(
        "by slurm-factory {} at {}; {} sources and patches, {} packages of the build root; {}",
        provenance.program_version, provenance.finished, provenance.sources, provenance.root_packages,
        cached.empty() ? "all packages were built there" : "what came from buildcaches: " + join(cached, ", "));
}

std::string proof_to_text(const FoundProof& proof) {
    if (!proof.of_this_file) return "of another file";
    return fmt::format("{} on {}, {} checks", proof.passed ? "passed" : "FAILED", proof.toolchain, proof.checks);
}

std::string beside_to_text(const FoundBeside& beside) {
    std::string text;
    for (const auto& signature : beside.signatures) text += row("signature", signature_to_text(signature));
    if (beside.signatures.empty()) text += row("signature", "none beside it");
    text += row("provenance", beside.provenance ? provenance_to_text(*beside.provenance) : "none beside it");
    return text + row("proof", beside.proof ? proof_to_text(*beside.proof) : "none beside it");
}

// "mpi/pmix_v4", "mpi/pmix_v5" -> one row of mpi.
std::string features_to_text(const std::vector<std::string>& features) {
    std::map<std::string, std::vector<std::string>> kinds;
    for (const auto& feature : features) {
        const auto slash = std::min(feature.find('/'), feature.size());
        kinds[feature.substr(0, slash)].push_back(slash == feature.size() ? "" : feature.substr(slash + 1));
    }
    std::string text = "features\n";
    for (const auto& [kind, names] : kinds) text += fmt::format("  {:<24} {}\n", kind, join(names, " "));
    return text;
}

std::string origin_of(const BundledSource& source) {
    if (!source.file.empty()) return "the builder's own file " + source.file;
    if (!source.urls.empty()) return source.urls.front();
    if (!source.pool.empty()) return "Debian's " + source.pool.front();
    return "the compiler";
}

std::string packages_to_text(const BundleFacts& facts) {
    std::vector<std::pair<std::uint64_t, const BundledSource*>> shipped;
    std::vector<std::string> built_with;
    for (const auto& source : facts.sources) {
        const auto size = facts.packages.find(fmt::format("{} {}", source.name, source.version));
        if (size != facts.packages.end())
            shipped.emplace_back(size->second, &source);
        else
            built_with.push_back(fmt::format("{} {}", source.name, source.version));
    }
    std::stable_sort(shipped.begin(), shipped.end(),
                     [](const auto& left, const auto& right) { return left.first > right.first; });
    std::string text = "packages, by the size of their files\n", sources = "sources\n";
    for (const auto& [bytes, source] : shipped) {
        const auto name = fmt::format("{} {}", source->name, source->version);
        text += fmt::format("  {:<24}{:>9}  {}\n", name, format_bytes(bytes), source->license);
        sources += fmt::format("  {:<24} {}\n", name, origin_of(*source));
        if (!source->sha256.empty()) sources += fmt::format("  {:<24} sha256 {}\n", "", source->sha256);
        for (const auto& patch : source->patches)
            sources += fmt::format("  {:<24} + {}: {}\n", "", patch.file, patch.why);
    }
    if (!built_with.empty()) text += row("built with", wrapped(built_with));
    return text + sources;
}

}  // namespace

std::string inspection_to_text(const Inspection& inspection, std::string_view cpuinfo) {
    const auto& facts = inspection.facts;
    std::string text = inspection.name + "\n";
    text += row("Slurm", fmt::format("{} (release {}), flavour {}, built for {}", facts.slurm, facts.release,
                                     facts.flavour, facts.toolchain));
    text += row("hash", facts.hash);
    text += row("glibc", facts.glibc_floor + " or newer");
    text += row("processor", instructions(facts, cpuinfo));
    text += row("dated", format_utc(facts.source_date_epoch).substr(0, 10));
    text += row("size", fmt::format("{} packed, {} in {} files unpacked", format_bytes(facts.archive.bytes),
                                    format_bytes(facts.unpacked_bytes), facts.archive.files.size()));
    text += row("sha256", facts.archive.sha256 + checksum_to_text(inspection));
    return text + beside_to_text(inspection.beside) + features_to_text(facts.features) + packages_to_text(facts);
}

}  // namespace sf
