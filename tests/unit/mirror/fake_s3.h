// As much of a server of S3 as the tests of what writes to it need, in memory; it answers FakeHttp's exchange() and
// download(). https://HOST/bucket/KEY is its only bucket.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/hash.h"
#include "mirror/aws_settings.h"
#include "mirror/url_path.h"
#include "mirror/xml.h"
#include "unit/base/fake_http.h"

namespace sf::test {

inline std::optional<std::string> header_of(const HttpRequest& request, const std::string& name) {
    for (const auto& [known, value] : request.headers)
        if (known == name) return value;
    return std::nullopt;
}

// The bytes that a request sends.
inline std::string content_of(const HttpRequest& request) {
    if (request.body_file.empty()) return request.body;
    return read_file(request.body_file).substr(request.body_offset, request.body_bytes);
}

inline std::string md5_etag(const std::string& content) {
    Hasher md5(Hasher::Algorithm::md5);
    md5.update(content);
    return "\"" + hex(md5.digest()) + "\"";
}

class FakeS3 {
  public:
    struct Upload {
        std::string key, since = "2026-01-01T00:00:00.000Z";
        std::map<int, std::string> parts;
    };

    explicit FakeS3(FakeHttp& http) : http_(http) {
        http.answer = [this](const HttpRequest& request) { return answer(request); };
    }

    std::map<std::string, std::string> objects;  // by key; changed by hand: see publish()
    std::map<std::string, Upload> uploads;       // by id
    bool conditions = true;                      // false: a server that takes no notice of them
    std::size_t page = 1000;                     // keys or parts of an answer
    // What happens just before a request is answered; an answer replaces the real one.
    std::function<std::optional<HttpAnswer>(const HttpRequest&)> before;

    static AwsSettings settings() {
        AwsSettings result;
        result.signing = {"the-id", "the-secret", "", "us-east-1"};
        result.credentials = "environment";
        result.region = "us-east-1";
        result.endpoint = kEndpoint;
        result.path_style = true;
        return result;
    }

    // What was asked for so far, as "PUT KEY?QUERY".
    std::vector<std::string> asked() const {
        std::vector<std::string> lines;
        for (const auto& request : http_.exchanged)
            lines.push_back(request.method + " " + percent_decoded(request.url.substr(kBucket.size())));
        return lines;
    }

    static HttpAnswer refusal(long status, const std::string& code) {
        return {status, {}, "<Error><Code>" + code + "</Code></Error>"};
    }

    static constexpr const char* kEndpoint = "https://s3.example";
    static inline const std::string kBucket = std::string(kEndpoint) + "/bucket/";

  private:
    HttpAnswer answer(const HttpRequest& request) {
        if (before)
            if (const auto instead = before(request)) return *instead;
        const std::string rest = request.url.substr(kBucket.size());
        const std::size_t mark = std::min(rest.find('?'), rest.size());
        const std::string key = percent_decoded(rest.substr(0, mark));
        std::map<std::string, std::string> query;
        std::string pair;
        for (const char c : rest.substr(std::min(mark + 1, rest.size())) + "&") {
            if (c != '&') {
                pair += c;
                continue;
            }
            const std::size_t equals = pair.find('=');
            if (!pair.empty()) query[pair.substr(0, equals)] = percent_decoded(pair.substr(equals + 1));
            pair.clear();
        }
        const HttpAnswer result = handle(request, key, query);
        publish();
        return result;
    }

    // Downloads do not pass through exchange().
    void publish() {
        http_.content.clear();
        for (const auto& [key, content] : objects) http_.content[kBucket + percent_encoded(key)] = content;
    }

    HttpAnswer handle(const HttpRequest& request, const std::string& key, std::map<std::string, std::string> query) {
        if (query.contains("uploadId")) return of_upload(request, key, query);
        if (query.contains("uploads")) return request.method == "POST" ? create(key) : list_uploads(query["prefix"]);
        if (query.contains("list-type")) return list(query);
        if (request.method == "PUT") return put(request, key);
        if (request.method == "DELETE") return objects.erase(key), HttpAnswer{204, {}, ""};
        const auto found = objects.find(key);
        if (found == objects.end()) return refusal(404, request.method == "HEAD" ? "" : "NoSuchKey");
        return {200,
                {{"etag", md5_etag(found->second)}, {"content-length", std::to_string(found->second.size())}},
                request.method == "HEAD" ? "" : found->second};
    }

    HttpAnswer put(const HttpRequest& request, const std::string& key) {
        const auto found = objects.find(key);
        if (conditions) {
            if (header_of(request, "If-None-Match") && found != objects.end())
                return refusal(412, "PreconditionFailed");
            const auto version = header_of(request, "If-Match");
            if (version && found == objects.end()) return refusal(404, "NoSuchKey");
            if (version && md5_etag(found->second) != *version) return refusal(412, "PreconditionFailed");
        }
        objects[key] = content_of(request);
        return {200, {{"etag", md5_etag(objects[key])}}, ""};
    }

    HttpAnswer list(std::map<std::string, std::string> query) {
        std::string body;
        std::size_t count = 0;
        for (const auto& [key, content] : objects) {
            if (!key.starts_with(query["prefix"]) || key <= query["continuation-token"]) continue;
            if (count++ == page)
                return {200,
                        {},
                        "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>" +
                            xml_escaped(last_) + "</NextContinuationToken>" + body + "</ListBucketResult>"};
            last_ = key;
            body += "<Contents><Key>" + xml_escaped(key) + "</Key><Size>" + std::to_string(content.size()) +
                    "</Size></Contents>";
        }
        return {200, {}, "<ListBucketResult>" + body + "</ListBucketResult>"};
    }

    HttpAnswer create(const std::string& key) {
        const std::string id = "upload/" + std::to_string(++ids_);
        uploads[id].key = key;
        return {
            200, {}, "<InitiateMultipartUploadResult><UploadId>" + id + "</UploadId></InitiateMultipartUploadResult>"};
    }

    HttpAnswer list_uploads(const std::string& prefix) {
        std::string body;
        for (const auto& [id, upload] : uploads)
            if (upload.key.starts_with(prefix))
                body += "<Upload><Key>" + upload.key + "</Key><UploadId>" + id + "</UploadId><Initiated>" +
                        upload.since + "</Initiated></Upload>";
        return {200, {}, "<ListMultipartUploadsResult>" + body + "</ListMultipartUploadsResult>"};
    }

    HttpAnswer of_upload(const HttpRequest& request, const std::string& key, std::map<std::string, std::string> query) {
        const auto found = uploads.find(query["uploadId"]);
        if (found == uploads.end()) return refusal(404, "NoSuchUpload");
        auto& parts = found->second.parts;
        if (request.method == "DELETE") return uploads.erase(found), HttpAnswer{204, {}, ""};
        if (request.method == "PUT") {
            const std::string content = content_of(request);
            parts[std::stoi(query["partNumber"])] = content;
            return {200, {{"etag", md5_etag(content)}}, ""};
        }
        if (request.method == "GET") return list_parts(parts, query["part-number-marker"]);
        std::string whole;
        const XmlElement document = parse_xml(request.body, "test");
        for (const auto& part : document.children) {
            const auto sent = parts.find(std::stoi(part.text_of("PartNumber")));
            if (sent == parts.end() || md5_etag(sent->second) != part.text_of("ETag"))
                return {200, {}, "<Error><Code>InvalidPart</Code></Error>"};
            whole += sent->second;
        }
        objects[key] = whole;
        uploads.erase(found);
        return {200, {}, "<CompleteMultipartUploadResult/>"};
    }

    HttpAnswer list_parts(const std::map<int, std::string>& parts, const std::string& marker) const {
        std::string body;
        std::size_t count = 0;
        int last = 0;
        for (const auto& [number, content] : parts) {
            if (!marker.empty() && number <= std::stoi(marker)) continue;
            if (count++ == page) {
                body += "<IsTruncated>true</IsTruncated><NextPartNumberMarker>" + std::to_string(last) +
                        "</NextPartNumberMarker>";
                break;
            }
            last = number;
            body += "<Part><PartNumber>" + std::to_string(number) + "</PartNumber><ETag>" + md5_etag(content) +
                    "</ETag><Size>" + std::to_string(content.size()) + "</Size></Part>";
        }
        return {200, {}, "<ListPartsResult>" + body + "</ListPartsResult>"};
    }

    FakeHttp& http_;
    int ids_ = 0;
    std::string last_;
};

}  // namespace sf::test
