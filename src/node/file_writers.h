// Files of a build, checked, relocated and written by several threads while another one decompresses.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace sf {

class FileWriters {
  public:
    // Work waits in a queue of about so many bytes: add() blocks where it is full.
    FileWriters(unsigned threads, std::uint64_t queued_bytes);
    // What has not been begun is dropped.
    ~FileWriters();
    FileWriters(const FileWriters&) = delete;
    FileWriters& operator=(const FileWriters&) = delete;

    // Runs `write` on one of the threads; `bytes` is the memory that it holds. Throws what an earlier one has thrown.
    void add(std::uint64_t bytes, std::function<void()> write);
    // Waits for all of them. Throws the first exception.
    void finish();

  private:
    struct Work {
        std::uint64_t bytes;
        std::function<void()> write;
    };

    void run();
    void rethrow();

    const std::uint64_t most_bytes_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Work> queue_;
    std::uint64_t bytes_ = 0;  // of what waits and of what is being written
    unsigned running_ = 0;
    bool ended_ = false;
    std::exception_ptr failure_;
    std::vector<std::jthread> threads_;
};

}  // namespace sf
