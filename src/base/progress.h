// Progress of long work: on a terminal one block of lines that is redrawn (what runs now, elapsed and expected time);
// elsewhere plain lines, one per finished item and one every 30 s for what still runs. Thread-safe.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "base/clock.h"

namespace sf {

class Progress {
  public:
    virtual ~Progress() = default;
    virtual void plan(std::size_t items, double expected_s) = 0;  // expected_s 0: unknown
    virtual void started(const std::string& item, const std::string& doing, double expected_s) = 0;
    virtual void doing(const std::string& item, const std::string& what) = 0;  // the item's phase changed
    virtual void finished(const std::string& item, const std::string& result) = 0;
    virtual void message(const std::string& line) = 0;  // a line above the block
    virtual void done() = 0;                            // removes the block
};

// `terminal`: whether `out` is one. Quiet prints nothing.
std::unique_ptr<Progress> make_progress(Clock& clock, bool terminal, bool quiet, std::FILE* out = stderr);

}  // namespace sf
