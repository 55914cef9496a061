// A Progress for tests that do not look at it.
#pragma once

#include "base/progress.h"

namespace sf {

class SilentProgress final : public Progress {
  public:
    void plan(std::size_t, double) override {}
    void started(const std::string&, const std::string&, double) override {}
    void doing(const std::string&, const std::string&) override {}
    void finished(const std::string&, const std::string&) override {}
    void message(const std::string&) override {}
    void done() override {}
};

}  // namespace sf
