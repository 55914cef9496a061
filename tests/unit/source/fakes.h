// What the tests of src/source share: a network of named files, a silent progress, a package to fetch.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "source/source.h"
#include "unit/base/silent_progress.h"

namespace sf::test {

// URL -> content; every other URL does not resolve. Remembers what was asked for.
class FakeHttp final : public Http {
  public:
    std::map<std::string, std::string> files;
    std::vector<std::string> asked;

    void download(const DownloadRequest& request) override {
        const std::lock_guard guard(mutex_);
        asked.push_back(request.url);
        const auto found = files.find(request.url);
        if (found == files.end()) throw Error(ErrorKind::source, "could not resolve the host");
        write_file_atomic(request.destination, found->second);
    }

    HttpAnswer exchange(const HttpRequest& request) override {
        throw Error(ErrorKind::source, request.url + ": nobody answers");
    }

    bool reachable(const std::string& url, double, const AwsSigning*) override {
        const std::lock_guard guard(mutex_);
        asked.push_back(url);
        return files.contains(url);
    }

  private:
    std::mutex mutex_;
};

inline PlannedPackage planned(const std::string& name, const std::string& content, std::vector<std::string> urls,
                              std::vector<std::string> pool = {}) {
    PlannedPackage result;
    result.spec.name = name;
    result.spec.version = "1.0";
    result.source = {"upstream", sha256_hex(content), "computed", false, std::move(urls), std::move(pool)};
    return result;
}

}  // namespace sf::test
