#include "inspect/beside.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "inspect/printable.h"
#include "sign/verify.h"

namespace sf {
namespace {

constexpr std::uint64_t kLargest = 64u << 20, kLargestSignature = 64u << 10;

class Beside {
  public:
    Beside(Mirror& folder, const Signers& signers, const fs::path& scratch)
        : folder_(folder), signers_(signers), scratch_(scratch) {}

    std::optional<fs::path> fetch(const std::string& name) {
        if (!folder_.exists(name)) return std::nullopt;
        return folder_.fetch(name, kLargest, scratch_ / name);
    }

    // Of the file `name`, if it has a signature.
    void add_signature(const std::string& name, const fs::path& file, std::vector<FoundSignature>& found) {
        const auto signature = name + ".asc";
        if (!folder_.exists(signature)) return;
        FoundSignature result{signature, name, "", ""};
        try {
            result.signer = verify_detached(signers_.keyring, signers_.pinned, file,
                                            folder_.read(signature, kLargestSignature), signature)
                                .signer;
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::source) throw;
            result.fault = printable(error.message());
            if (result.fault.starts_with(signature + ": ")) result.fault.erase(0, signature.size() + 2);
        }
        found.push_back(std::move(result));
    }

  private:
    Mirror& folder_;
    const Signers& signers_;
    const fs::path& scratch_;
};

// Reads a document of somebody else's; `read` gets the JSON.
template <typename Read>
auto read_document(const fs::path& file, const char* what, const Read& read) {
    const auto refuse = [&](const std::string& why) {
        return Error(ErrorKind::source, fmt::format("{} is no {}: {}", file.string(), what, printable(why)));
    };
    try {
        return read(read_json(file));
    } catch (const Json::exception& error) {
        throw refuse(error.what());
    } catch (const Error& error) {
        throw refuse(error.message());
    }
}

FoundProof proof_from(const Json& json, const std::string& sha256) {
    FoundProof proof;
    proof.of_this_file = json.at("sha256") == sha256;
    proof.passed = json.at("passed");
    proof.toolchain = printable(json.at("toolchain").get<std::string>());
    proof.checks = json.at("checks").size();
    return proof;
}

bool names(const Json& subjects, const std::string& sha256) {
    return std::any_of(subjects.begin(), subjects.end(),
                       [&](const Json& subject) { return subject.at("digest").value("sha256", "") == sha256; });
}

FoundProvenance provenance_from(const Json& json, const std::string& sha256) {
    const Json& definition = json.at("predicate").at("buildDefinition");
    const Json& run = json.at("predicate").at("runDetails");
    FoundProvenance found;
    found.of_this_file = names(json.at("subject"), sha256);
    found.program_version = printable(run.at("builder").at("version").value("slurm-factory", ""));
    found.finished = printable(run.at("metadata").value("finishedOn", ""));
    for (const auto& dependency : definition.at("resolvedDependencies")) {
        const bool of_root = dependency.value("uri", "").starts_with("pkg:");
        ++(of_root ? found.root_packages : found.sources);
    }
    const Json& internal = definition.at("internalParameters");
    if (const auto names_of = internal.find("from_buildcaches"); names_of != internal.end())
        for (const auto& name : *names_of) found.from_buildcaches.push_back(printable(name.get<std::string>()));
    return found;
}

}  // namespace

FoundBeside look_beside(Mirror& folder, const std::string& name, const fs::path& tarball, const std::string& sha256,
                        const Signers& signers, const fs::path& scratch) {
    Beside beside(folder, signers, scratch);
    FoundBeside found;
    beside.add_signature(name, tarball, found.signatures);
    const auto take = [&](const char* ending) {
        const auto file = beside.fetch(name + ending);
        if (file) beside.add_signature(name + ending, *file, found.signatures);
        return file;
    };
    if (const auto file = take(".sha256")) found.checksum = printable(split(read_file(*file), ' ').front());
    if (const auto file = take(".intoto.jsonl"))
        found.provenance = read_document(*file, "provenance of a build",
                                         [&](const Json& json) { return provenance_from(json, sha256); });
    if (const auto file = take(".proof.json"))
        found.proof =
            read_document(*file, "proof of a bundle", [&](const Json& json) { return proof_from(json, sha256); });
    return found;
}

}  // namespace sf
