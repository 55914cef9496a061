// Jobs on this node, before its build changes: refused, or waited for.
#pragma once

#include <string>

#include "base/process.h"
#include "base/progress.h"
#include "node/slurm_host.h"

namespace sf {

// Throws Error(proof) if jobs run on this node (of a host that is no compute node: in the cluster), Error(host) if
// nobody can say.
void require_idle(const SlurmPrograms& programs);

// A node that takes no new jobs while this lives and whose jobs have ended. One that was drained before stays so.
class DrainedNode {
  public:
    // Throws Error(usage) on a host that is no compute node, Error(proof) if jobs run after `timeout_s` seconds; the
    // node takes jobs again then.
    DrainedNode(const SlurmPrograms& programs, double timeout_s, Progress& progress);
    ~DrainedNode();
    DrainedNode(const DrainedNode&) = delete;
    DrainedNode& operator=(const DrainedNode&) = delete;

  private:
    void wait(double timeout_s, Progress& progress) const;
    void resume() const;

    const SlurmPrograms& programs_;
    std::string nodes_;
    bool drained_here_ = false;
};

}  // namespace sf
