// What a Progress shows, apart from where it is shown: state and its lines, without threads or terminals.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sf {

struct RunningItem {
    std::string name;       // zlib 1.3.1
    std::string doing;      // configure
    double since = 0;       // steady seconds
    double expected_s = 0;  // 0: unknown
    bool counted = false;   // started after plan(), and so one of its items
};

struct ProgressState {
    std::size_t items = 0, finished = 0;
    double planned_at = 0, expected_s = 0;
    std::vector<RunningItem> running;  // in the order in which they started
};

// "[ 3/21] ", or nothing without a plan.
std::string counter(const ProgressState& state);

// "openssl 3.5.7  build  1 min 02 s of about 2 min 10 s", columns aligned to the widest of the running items.
std::vector<std::string> running_lines(const ProgressState& state, double now);

// The block of a terminal: a bar with elapsed and remaining time, then the running items; at most `rows` lines of at
// most `columns` characters.
std::vector<std::string> block_lines(const ProgressState& state, double now, std::size_t columns, std::size_t rows);

}  // namespace sf
