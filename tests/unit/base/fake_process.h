// Records what would have been run and answers as the test says.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "base/process.h"

namespace sf {

class FakeProcess final : public Process {
  public:
    static Finished success(std::string out = {}) {
        Finished finished;
        finished.exit_code = 0;
        finished.out = std::move(out);
        return finished;
    }
    static Finished failure(int exit_code, std::string err = {}) {
        Finished finished;
        finished.exit_code = exit_code;
        finished.err = std::move(err);
        return finished;
    }

    // What run() answers; also asked for a started command when it is waited for.
    std::function<Finished(const Command&)> answer = [](const Command&) { return success(); };

    std::vector<Command> commands;               // everything given to run() and start(), in order
    std::vector<std::pair<pid_t, int>> signals;  // everything given to kill()

    Finished run(const Command& command) override {
        {
            const std::lock_guard lock(mutex_);
            commands.push_back(command);
        }
        return answer(command);
    }

    pid_t start(const Command& command) override {
        const std::lock_guard lock(mutex_);
        commands.push_back(command);
        started_.emplace(++last_pid_, command);
        return last_pid_;
    }

    std::optional<Finished> wait(pid_t pid, double) override { return answer(started_.at(pid)); }

    void kill(pid_t pid, int signal) override {
        const std::lock_guard lock(mutex_);
        signals.emplace_back(pid, signal);
    }

  private:
    std::mutex mutex_;
    pid_t last_pid_ = 1000;
    std::map<pid_t, Command> started_;
};

}  // namespace sf
