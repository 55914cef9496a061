// Answers put into configuration files: each begins as the file that is there, else as its template.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "configure/answers.h"

namespace sf {

struct ConfiguredFile {
    std::string name;     // slurm.conf
    std::string content;  // all of it
    mode_t mode = 0644;
    bool of_slurm = false;  // belongs to SlurmUser, who alone may read it; else to root
};

// `begin`: the texts by file name. Always slurm.conf and cgroup.conf; gres.conf, topology.conf and slurmdbd.conf where
// an answer is about them. The same answers put into their own result change nothing. Throws Error(usage) for answers
// that contradict what is in the files: devices for some of a line's nodes only.
std::vector<ConfiguredFile> render_configuration(const Answers& answers,
                                                 const std::map<std::string, std::string>& begin);

}  // namespace sf
