// The one error type of the program: thrown anywhere below src/cli, caught once in src/cli/main.cpp.
// An error says what happened (message), where (context, outermost first) and what to do next (hint).
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace sf {

// Exit statuses of the program; docs/commands.md lists them for scripts.
enum class ErrorKind {
    failure = 1,  // anything that no other kind names
    usage = 2,    // unknown option, version, toolchain, package; contradicting options
    source = 3,   // a source or a package could not be had, or a checksum or signature does not hold
    build = 4,    // a phase of a package failed
    proof = 5,    // a bundle fails a check, or a second build gives another one
    host = 6,     // this machine lacks something: a tool, user namespaces, disk space, permission
    catalog = 7,  // a catalog file is invalid
    interrupted = 130,
};

class Error : public std::exception {
  public:
    explicit Error(ErrorKind kind, std::string message, std::string hint = {})
        : kind_(kind), message_(std::move(message)), hint_(std::move(hint)) {}

    // Adds an outer context ("building zlib 1.3.1") and returns *this, so that a catch block can `throw e.within(...)`.
    Error& within(std::string context) {
        context_.insert(context_.begin(), std::move(context));
        return *this;
    }

    const char* what() const noexcept override { return message_.c_str(); }
    ErrorKind kind() const { return kind_; }
    int exit_status() const { return static_cast<int>(kind_); }
    const std::string& message() const { return message_; }
    const std::string& hint() const { return hint_; }
    const std::vector<std::string>& context() const { return context_; }

  private:
    ErrorKind kind_;
    std::string message_;
    std::string hint_;
    std::vector<std::string> context_;
};

}  // namespace sf
