#include "build/scheduler.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "base/error.h"
#include "base/log.h"
#include "base/process.h"

namespace sf {

namespace {

std::vector<std::vector<std::size_t>> dependents_of(const std::vector<WorkItem>& items) {
    std::vector<std::vector<std::size_t>> dependents(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        for (const std::size_t dependency : items[i].dependencies) dependents.at(dependency).push_back(i);
    }
    return dependents;
}

class Schedule {
  public:
    Schedule(const std::vector<WorkItem>& items, const std::function<void(std::size_t)>& work)
        : items_(items),
          work_(work),
          priority_(critical_paths(items)),
          dependents_(dependents_of(items)),
          waiting_for_(items.size()) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            waiting_for_[i] = items[i].dependencies.size();
            if (waiting_for_[i] == 0) ready_.push_back(i);
        }
    }

    void run(int workers) {
        {
            std::vector<std::jthread> threads;
            const auto count = std::min(static_cast<std::size_t>(std::max(workers, 1)), items_.size());
            for (std::size_t i = 0; i < count; ++i) threads.emplace_back([this] { worker(); });
        }
        if (first_error_) std::rethrow_exception(first_error_);
        throw_if_interrupted();
    }

  private:
    void worker() {
        while (const auto item = take()) {
            std::exception_ptr error;
            try {
                work_(*item);
            } catch (...) {
                error = std::current_exception();
            }
            finish(*item, error);
        }
    }

    // The next item, or nothing when no more will become ready.
    std::optional<std::size_t> take() {
        std::unique_lock lock(mutex_);
        for (;;) {
            if (first_error_ || interrupted()) return std::nullopt;
            if (!ready_.empty()) break;
            if (running_ == 0) return std::nullopt;
            changed_.wait(lock);
        }
        const auto best = std::max_element(
            ready_.begin(), ready_.end(), [this](std::size_t a, std::size_t b) { return priority_[a] < priority_[b]; });
        const std::size_t item = *best;
        ready_.erase(best);
        ++running_;
        return item;
    }

    void finish(std::size_t item, const std::exception_ptr& error) {
        const std::lock_guard lock(mutex_);
        --running_;
        if (error && !first_error_) {
            first_error_ = error;
        } else if (error) {
            report(error);
        } else {
            for (const std::size_t dependent : dependents_[item]) {
                if (--waiting_for_[dependent] == 0) ready_.push_back(dependent);
            }
        }
        changed_.notify_all();
    }

    // Only one error can be thrown; the others are told here.
    static void report(const std::exception_ptr& error) {
        try {
            std::rethrow_exception(error);
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::interrupted) spdlog::error("also: {}", e.message());
        } catch (const std::exception& e) {
            spdlog::error("also: {}", e.what());
        }
    }

    const std::vector<WorkItem>& items_;
    const std::function<void(std::size_t)>& work_;
    std::vector<double> priority_;
    std::vector<std::vector<std::size_t>> dependents_;
    std::vector<std::size_t> waiting_for_;
    std::vector<std::size_t> ready_;
    std::size_t running_ = 0;
    std::exception_ptr first_error_;
    std::mutex mutex_;
    std::condition_variable changed_;
};

}  // namespace

std::vector<double> critical_paths(const std::vector<WorkItem>& items) {
    const auto dependents = dependents_of(items);
    std::vector<std::optional<double>> known(items.size());
    const std::function<double(std::size_t)> length = [&](std::size_t item) {
        if (known[item]) return *known[item];
        double longest = 0;
        for (const std::size_t dependent : dependents[item]) longest = std::max(longest, length(dependent));
        return *(known[item] = items[item].cost + longest);
    };
    std::vector<double> result;
    for (std::size_t i = 0; i < items.size(); ++i) result.push_back(length(i));
    return result;
}

void run_schedule(const std::vector<WorkItem>& items, int workers, const std::function<void(std::size_t)>& work) {
    Schedule(items, work).run(workers);
}

}  // namespace sf
