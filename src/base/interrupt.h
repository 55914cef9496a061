// The groups that run now, so that SIGINT and SIGTERM reach them. A signal handler can use neither locks nor memory, so
// the registry is a fixed table of atomics, and the one global state of the program.
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace sf {

// Registers a process group for as long as the object lives: to be destroyed before the process is reaped, because only
// then may the kernel give its number to somebody else. A group that starts after an interrupt gets SIGTERM at once.
class RunningGroup {
  public:
    explicit RunningGroup(pid_t group);
    RunningGroup(const RunningGroup&) = delete;
    RunningGroup& operator=(const RunningGroup&) = delete;
    ~RunningGroup();

  private:
    std::size_t slot_;
};

}  // namespace sf
