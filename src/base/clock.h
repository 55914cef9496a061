#pragma once

#include <cstdint>
#include <memory>

namespace sf {

class Clock {
  public:
    virtual ~Clock() = default;
    virtual std::int64_t unix_seconds() = 0;  // wall clock, UTC
    virtual double steady_seconds() = 0;      // never goes back; for durations
};

std::unique_ptr<Clock> make_system_clock();

}  // namespace sf
