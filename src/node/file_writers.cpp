#include "node/file_writers.h"

#include <algorithm>
#include <utility>

namespace sf {

FileWriters::FileWriters(unsigned threads, std::uint64_t queued_bytes) : most_bytes_(queued_bytes) {
    for (unsigned i = 0; i < std::max(threads, 1U); ++i) threads_.emplace_back([this] { run(); });
}

FileWriters::~FileWriters() {
    {
        const std::lock_guard lock(mutex_);
        queue_.clear();
        ended_ = true;
    }
    changed_.notify_all();
}

void FileWriters::add(std::uint64_t bytes, std::function<void()> write) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return failure_ || bytes_ == 0 || bytes_ + bytes <= most_bytes_; });
    rethrow();
    bytes_ += bytes;
    queue_.push_back({bytes, std::move(write)});
    changed_.notify_all();
}

void FileWriters::finish() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return failure_ || (queue_.empty() && running_ == 0); });
    rethrow();
}

void FileWriters::rethrow() {
    if (failure_) std::rethrow_exception(failure_);
}

void FileWriters::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [&] { return ended_ || !queue_.empty(); });
        if (queue_.empty()) return;
        auto work = std::move(queue_.front());
        queue_.pop_front();
        ++running_;
        lock.unlock();
        std::exception_ptr failure;
        try {
            work.write();
        } catch (...) {
            failure = std::current_exception();
        }
        work.write = nullptr;  // frees its memory before anybody is told so
        lock.lock();
        --running_;
        bytes_ -= work.bytes;
        if (failure && !failure_) failure_ = failure;
        changed_.notify_all();
    }
}

}  // namespace sf
