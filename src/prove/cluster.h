// The cluster of a proof: users, files and daemons in a session, and helpers to ask it things.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "prove/cluster_config.h"
#include "prove/session.h"

namespace sf {

class Cluster {
  public:
    Cluster(Session& session, ClusterShape shape) : session_(session), shape_(std::move(shape)) {}

    Session& session() { return session_; }
    ClusterShape& shape() { return shape_; }
    // bin/srun -> the path inside.
    std::string program(const std::string& relative) const { return session_.prefix() + "/view/" + relative; }

    // Users, folders, keys and the configuration. The configuration may be written again after `shape` changed.
    void prepare();
    void write_configuration();

    // Starts a daemon that stays in the foreground; its output is logs/NAME.out.
    void start(const std::string& name, const std::vector<std::string>& argv, const std::string& user = kRootUser,
               const std::map<std::string, std::string>& env = {});
    void stop(const std::string& name, double timeout_s = 3);
    // Polls until `ready` holds. Throws Error(proof) with the last lines of its logs if daemon NAME ends before, or if
    // the time is up.
    void await(const std::string& name, const std::string& what, double timeout_s, const std::function<bool()>& ready);
    // The last lines of NAME's log files.
    std::string log_of(const std::string& name);

    // Runs a program of the bundle; argv[0] is relative to the view. Throws Error(proof) with what it said when it
    // fails.
    std::string ask(const std::vector<std::string>& argv, const std::string& user = kJobUser,
                    const std::map<std::string, std::string>& env = {}, double timeout_s = 30);
    // The same, whatever the exit status.
    Finished run(const std::vector<std::string>& argv, const std::string& user = kJobUser,
                 const std::map<std::string, std::string>& env = {}, double timeout_s = 30);
    // A value of `scontrol show job`: JobState -> COMPLETED. Empty if the job or the field is not there.
    std::string job_field(const std::string& job, const std::string& field);

  private:
    Session& session_;
    ClusterShape shape_;
    std::map<std::string, pid_t> daemons_;
};

// Polls every 50 ms; false when the time is up.
bool wait_until(double timeout_s, const std::function<bool()>& ready);

}  // namespace sf
