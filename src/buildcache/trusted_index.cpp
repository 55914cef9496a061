#include "buildcache/trusted_index.h"

#include <fmt/format.h>

#include <optional>

#include "base/error.h"
#include "base/log.h"
#include "buildcache/layout.h"
#include "buildcache/spack_cache.h"
#include "buildcache/trusted_text.h"

namespace sf {
namespace {

// Nothing where Spack has an index and we have none.
std::optional<std::string> signed_index(Mirror& mirror, LayoutVersion version) {
    const Layout& layout = layout_of(version);
    try {
        return mirror.read(layout.signed_index(), layout::kMaxIndex);
    } catch (const Error& e) {
        const bool is_spacks = e.kind() == ErrorKind::source && !mirror.exists(layout.signed_index()) &&
                               mirror.exists(layout.spack_index());
        if (is_spacks) return std::nullopt;
        throw;
    }
}

Index load_hints(Mirror& mirror, LayoutVersion layout, const MirrorTrust& known, bool allow_stale) {
    if (known.serial > 0)
        refuse_stale(allow_stale, fmt::format("{} has no signed index, but number {} was seen there before",
                                              mirror.url(), known.serial));
    spdlog::warn("{} was written by Spack, which signs packages but no index: an old state of it is not noticed",
                 mirror.url());
    return read_spack_index(mirror, layout);
}

}  // namespace

Index load_trusted_index(Mirror& mirror, const TrustStore& trust, Process& process, Clock& clock, bool allow_stale) {
    const MirrorTrust known = trust.at(mirror.url());
    const LayoutVersion layout = found_layout(mirror).value_or(LayoutVersion::v3);
    const std::string origin = mirror.url() + "/" + layout_of(layout).signed_index();
    const auto file = signed_index(mirror, layout);
    if (!file) return load_hints(mirror, layout, known, allow_stale);
    TrustedText trusted(*file, origin, mirror.url(), trust, process, clock);
    Index index = parse_index(trusted.text(), origin, layout);
    trusted.accept(index.serial, index.expires, allow_stale);
    return index;
}

}  // namespace sf
