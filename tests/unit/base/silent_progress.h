// A Progress for tests that do not look at it, or at one thing only.
#pragma once

#include "base/progress.h"

namespace sf {

class SilentProgress : public Progress {
  public:
    void plan(std::size_t, double) override {}
    void started(const std::string&, const std::string&, double) override {}
    void doing(const std::string&, const std::string&) override {}
    void finished(const std::string&, const std::string&) override {}
    void message(const std::string&) override {}
    void done() override {}
};

}  // namespace sf
