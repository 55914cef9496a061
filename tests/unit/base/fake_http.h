// Serves what the test puts in; everything else cannot be resolved.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/http.h"

namespace sf {

class FakeHttp final : public Http {
  public:
    std::map<std::string, std::string> content;   // URL -> body
    std::map<std::string, std::string> failures;  // URL -> reason of an Error(source)
    std::vector<std::string> requested;           // URLs of download(), in order
    std::vector<std::string> probed;              // URLs of reachable(), in order

    void download(const DownloadRequest& request) override {
        const std::lock_guard lock(mutex_);
        requested.push_back(request.url);
        const auto failure = failures.find(request.url);
        if (failure != failures.end()) throw Error(ErrorKind::source, request.url + ": " + failure->second);
        const auto found = content.find(request.url);
        if (found == content.end()) {
            throw Error(ErrorKind::source, request.url + ": the host's name cannot be resolved");
        }
        write_file_atomic(request.destination, found->second);
        if (request.progress) request.progress(found->second.size(), found->second.size());
    }

    bool reachable(const std::string& url, double) override {
        const std::lock_guard lock(mutex_);
        probed.push_back(url);
        return content.contains(url);
    }

  private:
    std::mutex mutex_;
};

}  // namespace sf
