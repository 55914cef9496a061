// Records the commands it is given; `answer` decides how each ends, and may write what the command would have written.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "base/process.h"

namespace sf::test {

class FakeProcess final : public Process {
  public:
    std::function<Finished(const Command&)> answer = [](const Command&) { return success(); };
    std::vector<Command> commands;

    static Finished success() { return ended(0); }
    static Finished ended(int exit_code, const std::string& err = {}) {
        Finished finished;
        finished.exit_code = exit_code;
        finished.err = err;
        return finished;
    }

    Finished run(const Command& command) override {
        {
            const std::lock_guard guard(mutex_);
            commands.push_back(command);
        }
        return answer(command);
    }
    pid_t start(const Command&) override { return -1; }
    std::optional<Finished> wait(pid_t, double) override { return std::nullopt; }
    void kill(pid_t, int) override {}

  private:
    std::mutex mutex_;
};

}  // namespace sf::test
