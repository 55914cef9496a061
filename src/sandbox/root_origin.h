// Where the files of a root filesystem come from.
#pragma once

#include <string>
#include <variant>

namespace sf {

struct MirrorOrigin {
    std::string url;  // the root of a mirror that has the toolchain's suite; mmdebstrap makes the root from it
};

struct ImageOrigin {
    std::string reference;  // docker.io/library/debian:12; skopeo fetches it, umoci unpacks it
};

using RootOrigin = std::variant<MirrorOrigin, ImageOrigin>;

}  // namespace sf
