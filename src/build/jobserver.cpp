#include "build/jobserver.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/error.h"
#include "base/process.h"

namespace sf {

namespace {

constexpr char kToken = '+';
constexpr int kPollMilliseconds = 500;  // how soon an interrupt is noticed

Error pipe_error(const std::string& what) {
    return Error(ErrorKind::failure,
                 "the jobserver's pipe cannot be " + what + ": " + std::generic_category().message(errno));
}

}  // namespace

Jobserver::Jobserver(int jobs) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw pipe_error("made");
    read_ = UniqueFd(ends[0]);
    write_ = UniqueFd(ends[1]);
    for (int i = 0; i < jobs; ++i) {
        if (::write(write_.get(), &kToken, 1) != 1) throw pipe_error("filled");
    }
}

// make 4.3 sets O_NONBLOCK on the shared description, and another reader may be quicker: poll and read may disagree.
Jobserver::Slot Jobserver::acquire() const {
    for (;;) {
        throw_if_interrupted();
        pollfd ready{read_.get(), POLLIN, 0};
        if (::poll(&ready, 1, kPollMilliseconds) <= 0) continue;
        char token = 0;
        const ssize_t got = ::read(read_.get(), &token, 1);
        if (got == 1) return Slot(this, token);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        throw pipe_error("read");
    }
}

// A pipe holds far more than the tokens that were taken from it, so this write neither blocks nor fails.
Jobserver::Slot::~Slot() {
    if (server_ == nullptr) return;
    ssize_t written = 0;
    do {
        written = ::write(server_->write_fd(), &token_, 1);
    } while (written < 0 && errno == EINTR);
}

std::string Jobserver::makeflags() const {
    return " -j --jobserver-auth=" + std::to_string(read_fd()) + "," + std::to_string(write_fd());
}

}  // namespace sf
