#include "factory/root_origin.h"

#include <fmt/format.h>

#include "base/error.h"
#include "sandbox/oci_image.h"

namespace sf {

namespace {

constexpr double kProbeSeconds = 10;

bool has_suite(const std::string& mirror, const std::string& suite, Http& http) {
    return http.reachable(fmt::format("{}/dists/{}/InRelease", mirror, suite), kProbeSeconds);
}

Error no_origin(const Toolchain& toolchain) {
    const bool ubuntu = toolchain.archive == "ubuntu";
    return Error(ErrorKind::host,
                 fmt::format("no {} mirror is configured on this machine to make the {} root from",
                             ubuntu ? "Ubuntu" : "Debian", toolchain.name),
                 fmt::format("set SLURM_FACTORY_{}_MIRROR to the root of one, or give the toolchain an image",
                             ubuntu ? "UBUNTU" : "DEBIAN"));
}

}  // namespace

RootOrigin choose_root_origin(const Toolchain& toolchain, const SourceSettings& settings, const std::string& registry,
                              Http& http, const std::filesystem::path& apt) {
    if (!toolchain.suite.empty()) {
        const auto mirror = mirror_root(toolchain.archive, settings, apt);
        // Without an image there is nothing else, so mmdebstrap says itself what is wrong with the mirror.
        if (mirror && (toolchain.image.empty() || has_suite(*mirror, toolchain.suite, http)))
            return MirrorOrigin{*mirror};
    }
    if (toolchain.image.empty()) throw no_origin(toolchain);
    return ImageOrigin{in_registry(toolchain.image, registry)};
}

}  // namespace sf
