#include "mirror/contention.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "base/error.h"
#include "base/log.h"
#include "base/process.h"

namespace sf {
namespace {

constexpr int kMostAttempts = 40;
constexpr int kFirstWait_ms = 50, kLongestWait_ms = 2000;

}  // namespace

void wait_for_others(const std::string& url, int attempt) {
    if (attempt >= kMostAttempts)
        throw Error(ErrorKind::source, "others publish to " + url + " all the time", "run it again when they are done");
    throw_if_interrupted();
    spdlog::debug("{}: somebody else published meanwhile; trying again", url);
    std::random_device chance;
    const int most = std::min(kLongestWait_ms, kFirstWait_ms << std::min(attempt, 6));
    std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution(most / 2, most)(chance)));
}

}  // namespace sf
