// Serves what the test puts in; everything else cannot be resolved.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
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
    std::map<std::string, HttpStatusError> refusals;
    std::vector<std::string> requested;                    // URLs of download(), in order
    std::optional<AwsSigning> signing;                     // of the last request
    std::vector<std::string> probed;                       // URLs of reachable(), in order
    std::function<HttpAnswer(const HttpRequest&)> answer;  // of exchange(); unset: nobody answers
    std::vector<HttpRequest> exchanged;                    // what exchange() was asked, in order

    void download(const DownloadRequest& request) override {
        const std::lock_guard lock(mutex_);
        requested.push_back(request.url);
        signing = request.signing;
        if (const auto refusal = refusals.find(request.url); refusal != refusals.end()) throw refusal->second;
        const auto failure = failures.find(request.url);
        if (failure != failures.end()) throw Error(ErrorKind::source, request.url + ": " + failure->second);
        const auto found = content.find(request.url);
        if (found == content.end()) {
            throw Error(ErrorKind::source, request.url + ": the host's name cannot be resolved");
        }
        write_file_atomic(request.destination, found->second);
        if (request.progress) request.progress({found->second.size(), found->second.size(), 0});
    }

    HttpAnswer exchange(const HttpRequest& request) override {
        const std::lock_guard lock(mutex_);
        exchanged.push_back(request);
        signing = request.signing;
        if (!answer) throw Error(ErrorKind::source, request.url + ": nobody answers");
        return answer(request);
    }

    bool reachable(const std::string& url, double, const AwsSigning* given) override {
        const std::lock_guard lock(mutex_);
        signing = given == nullptr ? std::nullopt : std::optional(*given);
        probed.push_back(url);
        return content.contains(url);
    }

  private:
    std::mutex mutex_;
};

}  // namespace sf
