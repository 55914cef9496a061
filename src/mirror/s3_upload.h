// A large file to S3 in parts, several at once. What an earlier run sent of the same file is not sent again.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "mirror/s3_answers.h"
#include "mirror/s3_bucket.h"

namespace sf {

constexpr std::uint64_t kSmallestMultipart = 64ull << 20;  // bytes; smaller files are sent by one request

class S3Upload {
  public:
    S3Upload(S3Bucket& bucket, std::string path, const std::filesystem::path& local);

    // Throws Error(source); the parts that arrived stay on the server for the next run.
    void run();

  private:
    using Etags = std::map<std::uint64_t, std::string>;  // by the part's number

    S3Call call(const std::string& method, const std::string& action) const;
    std::string start();
    std::string go_on(Etags& there);
    std::vector<S3PendingUpload> pending();
    std::vector<S3Part> parts_of(const std::string& id);
    bool is_ours(const S3Part& part) const;
    void abort(const std::string& id);
    bool send_all(const std::string& id, Etags& there);
    bool complete(const std::string& id, const Etags& etags);
    void check_size();
    std::uint64_t offset_of(std::uint64_t number) const { return (number - 1) * part_bytes_; }
    std::uint64_t bytes_of(std::uint64_t number) const;

    S3Bucket& bucket_;
    const std::string path_;
    const std::filesystem::path local_;
    const std::uint64_t bytes_, part_bytes_, count_;
};

}  // namespace sf
