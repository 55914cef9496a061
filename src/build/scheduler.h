// Runs the items of a DAG on a few threads, the longest remaining path first.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace sf {

struct WorkItem {
    std::string name;
    std::vector<std::size_t> dependencies;  // indices of items that must be done before
    double cost = 0;                        // seconds; decides the order only
};

// Each item's cost plus that of the costliest chain of items which wait for it.
std::vector<double> critical_paths(const std::vector<WorkItem>& items);

// Calls `work(index)` for every item on up to `workers` threads. A ready item on a longer path goes first. After an
// exception, or an interrupt, nothing new is started; what runs is let end, then the first exception is thrown.
void run_schedule(const std::vector<WorkItem>& items, int workers, const std::function<void(std::size_t)>& work);

}  // namespace sf
