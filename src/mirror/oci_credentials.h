// Who we are to a registry, as the environment and the files of docker, podman and skopeo say.
#pragma once

#include <string>

#include "mirror/aws_settings.h"
#include "mirror/oci_url.h"

namespace sf {

struct OciCredentials {
    std::string user, password;  // empty: requests are anonymous
    std::string from;            // for messages: "environment", a file's path, or "none" with what was not understood

    bool any() const { return !user.empty(); }
};

// SLURM_FACTORY_OCI_USERNAME and SLURM_FACTORY_OCI_PASSWORD; else the first of $REGISTRY_AUTH_FILE,
// $XDG_RUNTIME_DIR/containers/auth.json, ~/.config/containers/auth.json and ~/.docker/config.json that has an entry for
// the repository, a parent of it, or the host (containers-auth.json(5)). Helper programs that such a file names are not
// run. Throws Error(usage) for half a pair, and Error(failure) for a file that is none.
OciCredentials oci_credentials(const OciUrl& url, const Environment& environment);

}  // namespace sf
