// slurm-factory doctor: what keeps Slurm from running on this host, and what to do about it.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "base/environment.h"
#include "base/error.h"
#include "base/text.h"
#include "bundle/bundle_archive.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/node_options.h"
#include "cli/services.h"
#include "doctor/doctor.h"
#include "manual/exit_statuses.h"

namespace sf {

namespace {

struct DoctorCommand {
    PrefixOptions where;
    std::string before, credential, user;
    std::vector<Role> roles;
    std::vector<std::string> only;
    std::optional<unsigned> uid;
    bool after = false, json = false, strict = false, list = false;

    std::optional<CheckPhase> phase() const {
        if (!before.empty()) return CheckPhase::before;
        if (after) return CheckPhase::after;
        return std::nullopt;
    }

    // A tarball's manifest, or what `current` leads to.
    void find_build(Patient& patient) const {
        const fs::path folder = before.empty() ? fs::path(where.prefix) / "current" : fs::path(before);
        if (fs::is_regular_file(folder)) {
            const auto archive = read_bundle_archive(folder);
            for (const auto* name : {"capabilities", "requirements"})
                if (!archive.documents.contains(name))
                    throw Error(ErrorKind::source, fmt::format("{} has no manifest/{}.json", before, name));
            patient.facts = slurm_build(archive.documents.at("capabilities"), archive.documents.at("requirements"));
            for (const auto& [path, file] : archive.files) patient.unpacked_bytes += file.bytes;
        } else if (fs::is_directory(folder / "view")) {
            patient.build = fs::canonical(folder);
            patient.facts = read_slurm_build(patient.build);
        } else if (!before.empty()) {
            throw Error(ErrorKind::usage, "there is no bundle " + before,
                        "give a tarball, or the folder that it was unpacked to");
        }
    }

    void run(Services& services) const {
        if (list) return print_list();
        if (!before.empty() && after) throw Error(ErrorKind::usage, "--before and --after exclude each other");
        Host host("/", *services.process, *services.clock);
        Patient patient{host};
        patient.prefix = where.prefix;
        patient.credential = credential;
        patient.uid = uid;
        patient.job_user = user;
        // A job of root may be forbidden, and proves less.
        if (user.empty() && ::geteuid() == 0) patient.job_user = environment_variable("SUDO_USER").value_or("");
        for (const auto& [name, release] : services.catalog().releases()) patient.served[name] = release.upgrades_from;
        find_build(patient);
        read_configuration(patient, environment_variable("SLURM_CONF"));
        patient.roles = roles.empty() ? roles_of(patient) : std::set<Role>(roles.begin(), roles.end());
        // What is not installed cannot run.
        const auto chosen = !phase() && patient.build.empty() ? std::optional(CheckPhase::before) : phase();
        const auto diagnosis = examine(patient, choose_checks(patient, chosen, only));
        print(json ? pretty_json(diagnosis_to_json(diagnosis)) : diagnosis_to_text(diagnosis, !services.quiet));
        if (diagnosis.count(Severity::fault) > 0 || (strict && diagnosis.count(Severity::warning) > 0))
            services.status = kFaultStatus;
    }

    void print_list() const {
        Json rows = Json::array();
        std::string text;
        for (const auto& check : doctor_checks()) {
            const auto* phase = check.phase == CheckPhase::before ? "before" : "after";
            rows.push_back({{"check", check.name}, {"phase", phase}, {"question", check.question}});
            text += fmt::format("{:<12} {:<7} {}\n", check.name, phase, check.question);
        }
        print(json ? pretty_json(rows) : text);
    }
};

}  // namespace

void add_doctor_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<DoctorCommand>();
    auto* command = app.add_subcommand("doctor", "Say what keeps Slurm from running on this host, and what to do");
    command
        ->add_option("--before", options->before,
                     "is the host ready for this bundle: a tarball, or the folder it was unpacked to")
        ->type_name("BUNDLE");
    command->add_flag("--after", options->after, "does what is installed work: daemons, versions, plugins, a job");
    options->where.add_to(*command);
    command
        ->add_option("--role", options->roles,
                     "what the host is for; repeatable (default: what slurm.conf says of it, else compute)")
        ->allow_extra_args(false)
        ->delimiter(',')
        ->transform(choice<Role>({{"controller", Role::controller},
                                  {"dbd", Role::dbd},
                                  {"compute", Role::compute},
                                  {"login", Role::login},
                                  {"restd", Role::restd}}));
    command->add_option("--uid", options->uid, "number of the user slurm on the other hosts")->type_name("N");
    command
        ->add_option("--credential", options->credential,
                     "what `munge -n` printed on another host just now: compares clocks and keys")
        ->type_name("FILE");
    command->add_option("--user", options->user, "user of the test job (default: who called sudo)")->type_name("NAME");
    command->add_option("--only", options->only, "these checks alone")
        ->type_name("NAME")
        ->allow_extra_args(false)
        ->delimiter(',');
    command->add_flag("--list", options->list, "list the checks");
    command->add_flag("--strict", options->strict, "exit with 9 for warnings too");
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Exits with 9 if there is a fault.\n"
        "Examples:\n"
        "  slurm-factory doctor --before slurm-24.11-bookworm-software.tar.gz --role controller\n"
        "  slurm-factory doctor --after --user alice\n"
        "  slurm-factory doctor --only munge,munge-key,clock --credential head.cred");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
