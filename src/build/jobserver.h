// GNU make's jobserver, pipe flavour (make 4 reads `--jobserver-auth=R,W`): one pool of tokens for the whole DAG, so
// that the configure step of one package overlaps the make of another and never more than `jobs` compilers run.
// Protocol: https://www.gnu.org/software/make/manual/html_node/POSIX-Jobserver.html
#pragma once

#include <string>

#include "base/files.h"

namespace sf {

class Jobserver {
  public:
    explicit Jobserver(int jobs);

    // One token, taken from the pool for as long as the object lives: a running package's implicit slot.
    class Slot {
      public:
        Slot(Slot&& other) noexcept : server_(std::exchange(other.server_, nullptr)), token_(other.token_) {}
        Slot& operator=(Slot&&) = delete;
        ~Slot();

      private:
        friend class Jobserver;
        Slot(const Jobserver* server, char token) : server_(server), token_(token) {}
        const Jobserver* server_;
        char token_;
    };
    // Blocks until a token is free; throws Error(interrupted).
    Slot acquire() const;

    int read_fd() const { return read_.get(); }
    int write_fd() const { return write_.get(); }
    std::string makeflags() const;  // " -j --jobserver-auth=R,W"

  private:
    UniqueFd read_, write_;
};

}  // namespace sf
