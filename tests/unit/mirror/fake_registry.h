// A registry in memory, as Http: blobs, manifests and tags of one repository, with what tests want of hostile ones.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/http.h"
#include "base/json.h"

namespace sf::testing {

class FakeRegistry final : public Http {
  public:
    std::string endpoint = "https://registry.example/v2/site/cache";
    std::map<std::string, std::string> blobs, manifests;  // by SHA-256
    std::map<std::string, std::string> tags;              // tag -> SHA-256 of its manifest
    std::vector<HttpRequest> requests;
    std::string wanted_authorization;  // of each request; empty: none
    std::string challenge;             // where it lacks
    std::size_t largest_body = 1 << 30;
    std::size_t page = 1000;
    bool compares = false;  // honours If-Match and If-None-Match of manifests
    bool forbids_removal = false;
    std::string storage;                                                  // where downloads of blobs are redirected to
    std::function<std::optional<HttpAnswer>(const HttpRequest&)> before;  // may answer instead

    HttpAnswer exchange(const HttpRequest& request) override {
        const std::lock_guard lock(mutex_);
        requests.push_back(request);
        if (before)
            if (auto answer = before(request)) return *answer;
        if (!storage.empty() && request.url.starts_with(storage)) return blob(request.url.substr(storage.size()));
        if (!request.url.starts_with(endpoint + "/")) throw Error(ErrorKind::source, request.url + ": nobody answers");
        if (!wanted_authorization.empty() && authorization(request) != wanted_authorization)
            return {401, {{"www-authenticate", challenge}}, R"({"errors":[{"code":"UNAUTHORIZED"}]})"};
        return answer(request, request.url.substr(endpoint.size() + 1));
    }

    void download(const DownloadRequest& request) override {
        HttpRequest get;
        get.url = request.url;
        if (!request.authorization.empty()) get.headers = {{"Authorization", request.authorization}};
        HttpAnswer answer = exchange(get);
        if (answer.status == 307) {
            get = {};
            get.url = answer.headers.at("location");
            answer = exchange(get);
        }
        if (answer.status != 200) throw HttpStatusError(request.url + ": refused", "", answer.status, answer.body);
        if (answer.body.size() > request.max_bytes) throw Error(ErrorKind::source, request.url + ": too large");
        write_file_atomic(request.destination, answer.body);
    }

    bool reachable(const std::string&, double, const AwsSigning*) override { return false; }

    std::size_t count(const std::string& method, const std::string& part) const {
        std::size_t number = 0;
        for (const auto& request : requests)
            number += request.method == method && request.url.find(part) != std::string::npos ? 1 : 0;
        return number;
    }

    static std::string header(const HttpRequest& request, const std::string& name) {
        for (const auto& [known, value] : request.headers)
            if (known == name) return value;
        return "";
    }
    static std::string authorization(const HttpRequest& request) { return header(request, "Authorization"); }

    // The manifest under a tag.
    std::string at(const std::string& tag) const { return manifests.at(tags.at(tag)); }

  private:
    static std::string body_of(const HttpRequest& request) {
        if (request.body_file.empty()) return request.body;
        return read_file(request.body_file).substr(request.body_offset, request.body_bytes);
    }

    HttpAnswer blob(const std::string& sha256) const {
        const auto found = blobs.find(sha256);
        if (found == blobs.end()) return {404, {}, R"({"errors":[{"code":"BLOB_UNKNOWN"}]})"};
        return {200, {}, found->second};
    }

    HttpAnswer answer(const HttpRequest& request, const std::string& path) {
        if (path.starts_with("tags/list")) return list(path);
        if (path.starts_with("manifests/")) return manifest(request, path.substr(10));
        if (path.starts_with("blobs/uploads/")) return upload(request, path);
        const std::string sha256 = path.substr(13);  // blobs/sha256:
        if (request.method == "GET" && !storage.empty()) return {307, {{"location", storage + sha256}}, ""};
        HttpAnswer answer = blob(sha256);
        if (request.method == "HEAD") answer.body.clear();
        return answer;
    }

    HttpAnswer list(const std::string& path) const {
        const std::size_t last = path.find("last=");
        Json names = Json::array();
        std::string link;
        auto tag = last == std::string::npos ? tags.begin() : tags.upper_bound(path.substr(last + 5));
        for (; tag != tags.end() && names.size() < page; ++tag) names.push_back(tag->first);
        if (tag != tags.end()) link = "</v2/site/cache/tags/list?last=" + std::string(names.back()) + ">; rel=\"next\"";
        return {200, {{"link", link}}, compact_json({{"tags", names}})};
    }

    HttpAnswer manifest(const HttpRequest& request, const std::string& reference) {
        const auto now = tags.find(reference);
        if (request.method == "PUT") {
            const std::string expected = header(request, "If-Match");
            const bool fails =
                !header(request, "If-None-Match").empty()
                    ? now != tags.end()
                    : !expected.empty() && (now == tags.end() || expected != "\"sha256:" + now->second + "\"");
            if (compares && fails) return {412, {}, ""};
            const std::string sha256 = sha256_hex(request.body);
            manifests[sha256] = request.body;
            tags[reference] = sha256;
            return {201, {}, ""};
        }
        if (request.method == "DELETE") {
            if (forbids_removal) return {405, {}, R"({"errors":[{"code":"UNSUPPORTED"}]})"};
            std::erase_if(tags, [&](const auto& tag) { return "sha256:" + tag.second == reference; });
            return {202, {}, ""};
        }
        if (now == tags.end()) return {404, {}, R"({"errors":[{"code":"MANIFEST_UNKNOWN"}]})"};
        return {200, {}, request.method == "HEAD" ? "" : manifests.at(now->second)};
    }

    HttpAnswer upload(const HttpRequest& request, const std::string& path) {
        if (request.method == "POST") {
            const std::string name = sessions_.empty() ? "one" : "one" + std::to_string(sessions_.size());
            sessions_[name];
            return {202, {{"location", "/v2/site/cache/blobs/uploads/" + name + "?state=0"}}, ""};
        }
        const std::string body = body_of(request);
        if (body.size() > largest_body) return {413, {}, "<html>too large</html>"};
        const std::string name = path.substr(kUploads.size(), path.find('?') - kUploads.size());
        std::string& session = sessions_.at(name);  // several threads may send at once
        session += body;
        if (request.method == "PATCH") {
            const std::string end = "-" + std::to_string(session.size() - 1);
            if (!header(request, "Content-Range").ends_with(end)) return {416, {}, ""};
            return {202, {{"location", endpoint + "/blobs/uploads/" + name + "?state=1"}}, ""};
        }
        const std::string digest = "digest=sha256%3A";
        if (path.substr(path.find(digest) + digest.size()) != sha256_hex(session))
            return {400, {}, R"({"errors":[{"code":"DIGEST_INVALID"}]})"};
        blobs[sha256_hex(session)] = session;
        return {201, {}, ""};
    }

    std::mutex mutex_;
    static constexpr std::string_view kUploads = "blobs/uploads/";
    std::map<std::string, std::string> sessions_;  // by name
};

}  // namespace sf::testing
