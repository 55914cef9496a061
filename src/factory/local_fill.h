// Puts what was built into the buildcache of this machine while the rest of a run goes on.
#pragma once

#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <vector>

namespace sf {

struct Workshop;  // factory.h

struct FilledCache {
    std::size_t packages = 0;
    std::uint64_t bytes = 0;  // of their tarballs
    double seconds = 0;
};

// A fault is a warning and no more: the build does not depend on it.
class LocalFill {
  public:
    LocalFill(Workshop& workshop, int jobs) : workshop_(workshop), jobs_(jobs) {}

    // Of the packages with these hashes; once, and nothing if there are none. Uses processors that nobody else wants.
    // The object waits for it at the end of its life.
    void start(std::vector<std::string> hashes);
    // Waits. Nothing if nothing was put there.
    std::optional<FilledCache> finish();

  private:
    std::optional<FilledCache> fill(const std::vector<std::string>& hashes) const;

    Workshop& workshop_;
    int jobs_;  // 0: as many as there are processors
    std::future<std::optional<FilledCache>> filling_;
};

}  // namespace sf
