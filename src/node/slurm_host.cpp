#include "node/slurm_host.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "configure/detect.h"
#include "node/slurm_state.h"

namespace sf {
namespace {

constexpr const char* kConfigless = "/run/slurm/conf/slurm.conf";  // where slurmd and sackd put what they were given
constexpr const char* kDefaultState = "/var/spool";
constexpr double kAnswerSeconds = 15;

// KEY   = VALUE of `scontrol show config`.
std::string shown_value(const std::string& text, std::string_view key) {
    for (const auto& line : split(text, '\n'))
        if (const auto equals = line.find('='); equals != std::string::npos && trim(line.substr(0, equals)) == key)
            return std::string(trim(std::string_view(line).substr(equals + 1)));
    return "";
}

}  // namespace

fs::path HostFiles::dbd_conf() const {
    return slurmdbd_conf.empty() ? slurm_conf.parent_path() / "slurmdbd.conf" : slurmdbd_conf;
}

SlurmHost look_at_host(const HostFiles& files) {
    SlurmHost host;
    host.dbd = SlurmConf::read(files.dbd_conf());
    const auto conf = SlurmConf::read(files.slurm_conf);
    host.has_conf = conf.has_value() || fs::exists(kConfigless);
    if (!conf) return host;
    const fs::path state = conf->get("StateSaveLocation").value_or(kDefaultState);
    host.protocol = state_protocol(state);
    if (host.protocol) host.state = state;
    return host;
}

bool SlurmPrograms::there() const {
    return fs::exists(view_ / "bin/scontrol");
}

Finished SlurmPrograms::run(const std::string& program, const std::vector<std::string>& arguments) const {
    Command command;
    command.argv = {(view_ / "bin" / program).string()};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    if (fs::exists(conf_)) command.argv.insert(command.argv.begin(), {"env", "SLURM_CONF=" + conf_.string()});
    command.timeout_s = kAnswerSeconds;
    return process_.run(command);
}

std::string SlurmPrograms::controller_version() const {
    if (!there()) return "";
    const auto shown = run("scontrol", {"show", "config"});
    return shown.ok() ? shown_value(shown.out, "SLURM_VERSION") : "";
}

std::string SlurmPrograms::node_names() const {
    if (!there()) return "";
    const auto shown = run("scontrol", {"show", "aliases", short_host_name()});
    return shown.ok() ? join(split(trim(shown.out), ' '), ",") : "";
}

}  // namespace sf
