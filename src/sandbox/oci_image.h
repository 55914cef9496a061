// OCI images as root filesystems: fetched by skopeo, unpacked by umoci; no daemon.
#pragma once

#include <string>

#include "sandbox/root_task.h"

namespace sf {

// Unpacks the image to task.root() and returns "REFERENCE@sha256:..." with the digest of what came, for the record.
// Images of a registry on this machine (localhost, 127.x, [::1]) may come without TLS. Throws Error(host).
std::string unpack_image(Process& process, const RootTask& task, const std::string& reference);

// The reference with its registry replaced: a site's mirror of docker.io holds the same names.
std::string in_registry(const std::string& reference, const std::string& registry);

// localhost:5000/debian:12 is on this machine, docker.io/library/debian:12 is not.
bool is_on_loopback(const std::string& reference);

}  // namespace sf
