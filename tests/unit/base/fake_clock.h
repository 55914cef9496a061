// A clock that stands still until a test moves it.
#pragma once

#include <atomic>

#include "base/clock.h"

namespace sf {

class FakeClock final : public Clock {
  public:
    std::int64_t unix_seconds() override { return unix_time.load(); }
    double steady_seconds() override { return steady_time.load(); }

    std::atomic<std::int64_t> unix_time{1'700'000'000};
    std::atomic<double> steady_time{0};
};

}  // namespace sf
