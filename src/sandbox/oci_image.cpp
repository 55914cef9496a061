#include "sandbox/oci_image.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/files.h"
#include "base/json.h"

namespace sf {

namespace {

// The name of the one image in the OCI layout (https://github.com/opencontainers/image-spec/blob/main/image-layout.md).
constexpr const char* kTag = "root";

std::string digest_of_layout(const fs::path& layout) {
    return read_json(layout / "index.json").at("manifests").at(0).at("digest");
}

// The registry is what stands before the first slash, if it looks like a host (as Docker decides it).
std::size_t end_of_registry(const std::string& reference) {
    const auto slash = reference.find('/');
    if (slash == std::string::npos) return 0;
    const std::string first = reference.substr(0, slash);
    return first == "localhost" || first.find_first_of(".:") != std::string::npos ? slash + 1 : 0;
}

}  // namespace

std::string in_registry(const std::string& reference, const std::string& registry) {
    return registry.empty() ? reference : registry + "/" + reference.substr(end_of_registry(reference));
}

bool is_on_loopback(const std::string& reference) {
    const std::string registry = reference.substr(0, end_of_registry(reference));
    for (const char* host : {"localhost/", "localhost:", "127.", "[::1]"})
        if (registry.starts_with(host)) return true;
    return false;
}

std::string unpack_image(Process& process, const RootTask& task, const std::string& reference) {
    for (const char* program : {"skopeo", "umoci"})
        require_program(program, "the " + task.label + " root is made from the image " + reference);
    const fs::path layout = task.staging / "image";
    const fs::path bundle = task.staging / "bundle";
    std::vector<std::string> copy = {"skopeo", "copy"};
    if (is_on_loopback(reference)) copy.push_back("--src-tls-verify=false");
    copy.insert(copy.end(), {"docker://" + reference, fmt::format("oci:{}:{}", layout.string(), kTag)});
    run_step(process, task, copy, "fetching the image " + reference);
    std::vector<std::string> unpack = {"umoci", "unpack", "--image", layout.string() + ":" + kTag};
    if (::geteuid() != 0) unpack.push_back("--rootless");
    unpack.push_back(bundle.string());
    run_step(process, task, unpack, "unpacking the image " + reference);
    const std::string digest = digest_of_layout(layout);
    fs::rename(bundle / "rootfs", task.root());
    remove_tree(layout);
    return reference + "@" + digest;
}

}  // namespace sf
