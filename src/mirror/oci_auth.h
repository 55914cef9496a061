// How a registry is told who we are: nothing, user and password (Basic), or a token that another server gives for them
// (Bearer; distribution.github.io/distribution/spec/auth/token).
#pragma once

#include <mutex>
#include <string>

#include "base/http.h"
#include "mirror/oci_credentials.h"

namespace sf {

class OciAuth {
  public:
    OciAuth(const OciUrl& url, OciCredentials credentials, Http& http);

    // The value of the header to send; empty: none is wanted so far. Thread-safe, as is renew().
    std::string header();
    // After a status 401: asks for what `challenge` (WWW-Authenticate) wants, unless another thread has done so since
    // `refused` was the header. False if there is nothing else to try. Throws Error(source) where the user is not
    // believed, and for a server that wants a secret over plain HTTP.
    bool renew(const std::string& refused, const std::string& challenge);

    // What to do where the registry refuses with this status.
    std::string advice(long status) const;

  private:
    std::string bearer(const std::string& realm, const std::string& service, const std::string& scope) const;
    std::string basic() const;

    OciUrl url_;
    OciCredentials credentials_;
    Http& http_;
    std::mutex mutex_;
    std::string header_;
};

}  // namespace sf
