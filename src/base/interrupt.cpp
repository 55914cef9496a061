#include "base/interrupt.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include "base/error.h"
#include "base/process.h"

namespace sf {
namespace {

constexpr std::size_t kSlots = 1024;
static_assert(std::atomic<pid_t>::is_always_lock_free, "the signal handler must not lock");

std::array<std::atomic<pid_t>, kSlots> running_groups{};
std::atomic<int> interrupts{0};

// The first signal is passed on as it is; a second one means that the user will not wait.
void on_signal(int signal) {
    const int saved = errno;
    const int passed = interrupts.fetch_add(1) == 0 ? signal : SIGKILL;
    for (const auto& slot : running_groups) {
        const pid_t group = slot.load();
        if (group > 0) ::kill(-group, passed);
    }
    errno = saved;
}

}  // namespace

RunningGroup::RunningGroup(pid_t group) : slot_(0) {
    for (; slot_ < kSlots; ++slot_) {
        pid_t empty = 0;
        if (running_groups[slot_].compare_exchange_strong(empty, group)) break;
    }
    if (interrupted()) ::kill(-group, SIGTERM);
}

RunningGroup::~RunningGroup() {
    if (slot_ < kSlots) running_groups[slot_].store(0);
}

void install_interrupt_handlers() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    // Not SA_RESTART: a blocking poll or flock returns, and its loop sees the flag.
    for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
}

bool interrupted() {
    return interrupts.load() > 0;
}

void throw_if_interrupted() {
    if (interrupted()) throw Error(ErrorKind::interrupted, "interrupted");
}

}  // namespace sf
