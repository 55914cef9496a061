#include "doctor/patient.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "configure/hostlist.h"

namespace sf {

const char* role_word(Role role) {
    switch (role) {
        case Role::controller:
            return "controller";
        case Role::dbd:
            return "dbd";
        case Role::compute:
            return "compute";
        case Role::login:
            return "login";
        case Role::restd:
            return "restd";
    }
    return "";
}

std::string Patient::setting(const std::string& key, const std::string& otherwise) const {
    return slurm_conf ? slurm_conf->get(key).value_or(otherwise) : otherwise;
}

std::string Patient::program(const std::string& relative) const {
    const auto own = build / "view" / relative;
    return !build.empty() && fs::exists(own) ? own.string() : fs::path(relative).filename().string();
}

std::vector<std::string> Patient::controllers() const {
    return slurm_conf ? controllers_of(*slurm_conf) : std::vector<std::string>();
}

std::set<std::string> Patient::nodes() const {
    std::set<std::string> names;
    if (!slurm_conf) return names;
    for (const auto& line : slurm_conf->lines_of("NodeName")) {
        auto fields = conf_fields(line);
        const auto& list = fields["nodehostname"].empty() ? fields["nodename"] : fields["nodehostname"];
        if (list.empty() || list == "DEFAULT") continue;
        try {
            for (auto& name : expand_hostlist(list)) names.insert(std::move(name));
        } catch (const Error&) {
            // The daemons say what they think of it.
        }
    }
    return names;
}

void read_configuration(Patient& patient, const std::optional<std::string>& slurm_conf_variable) {
    const auto& host = patient.host;
    std::vector<fs::path> places = {"/etc/slurm/slurm.conf", "/run/slurm/conf/slurm.conf",
                                    "/var/spool/slurmd/conf-cache/slurm.conf"};
    if (slurm_conf_variable) places.insert(places.begin(), *slurm_conf_variable);
    for (const auto& place : places) {
        const auto text = host.read(place);
        if (!text) continue;
        patient.conf_folder = place.parent_path();
        patient.slurm_conf = SlurmConf(with_includes(*text, host.path(patient.conf_folder)));
        break;
    }
    patient.cgroup_conf = SlurmConf(host.read(patient.conf_folder / "cgroup.conf").value_or(""));
    patient.slurmdbd_conf = SlurmConf(host.read(patient.conf_folder / "slurmdbd.conf").value_or(""));
}

std::set<Role> roles_of(const Patient& patient) {
    std::set<Role> roles;
    const auto name = patient.host.short_name();
    const auto controllers = patient.controllers();
    if (std::any_of(controllers.begin(), controllers.end(),
                    [&](const auto& controller) { return controller.substr(0, controller.find('.')) == name; }))
        roles.insert(Role::controller);
    if (patient.host.has(patient.conf_folder / "slurmdbd.conf")) roles.insert(Role::dbd);
    if (patient.nodes().contains(name)) roles.insert(Role::compute);
    if (roles.empty()) roles.insert(Role::compute);
    return roles;
}

std::optional<UserEntry> find_user(const Host& host, const std::string& name_or_uid) {
    const auto found = host.run({"getent", "passwd", name_or_uid});
    const auto fields = split(trim(found.out), ':');
    if (!found.ok() || fields.size() < 4) return std::nullopt;
    UserEntry user{fields[0], 0, 0};
    const auto number = [](const std::string& text, unsigned& value) {
        return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
    };
    if (!number(fields[2], user.uid) || !number(fields[3], user.gid)) return std::nullopt;
    return user;
}

}  // namespace sf
