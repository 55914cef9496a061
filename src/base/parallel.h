// The same work on many items, several at once.
#pragma once

#include <cstddef>
#include <functional>

namespace sf {

// Calls work(0) ... work(count - 1), each once, on at most `threads` threads, started in this order. After the first
// exception nothing new is started; it is thrown again when all that runs has ended.
void parallel_for(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work);

}  // namespace sf
