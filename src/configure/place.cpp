#include "configure/place.h"

#include <errno.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/os_error.h"
#include "base/text.h"
#include "configure/line_diff.h"

namespace sf {

namespace {

const char* state_word(FileState state) {
    switch (state) {
        case FileState::created:
            return "created";
        case FileState::changed:
            return "changed";
        case FileState::same:
            return "same";
    }
    return "same";
}

mode_t mode_of(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) throw os_error(errno, "look at", path);
    return status.st_mode & 07777;
}

struct Owner {
    uid_t uid;
    gid_t gid;
};

Owner owner_of(const std::string& user) {
    const auto* entry = ::getpwnam(user.c_str());
    if (entry == nullptr)
        throw Error(ErrorKind::host, fmt::format("there is no user {} to own slurmdbd.conf", user),
                    fmt::format("useradd --system --shell /usr/sbin/nologin {}", user));
    return {entry->pw_uid, entry->pw_gid};
}

// Under its own name it never belongs to somebody else.
void place_secret(const PlannedFile& plan, const Owner& owner) {
    const auto whole = plan.path.string() + ".new";
    write_file_atomic(whole, plan.file.content, plan.file.mode);
    // Nobody but root can give a file away; the daemon says so if it minds.
    if (::geteuid() == 0 && ::chown(whole.c_str(), owner.uid, owner.gid) != 0)
        throw os_error(errno, "change the owner of", whole);
    rename_durable(whole, plan.path);
}

}  // namespace

std::vector<PlannedFile> plan_files(const std::vector<ConfiguredFile>& files, const fs::path& folder, Clock& clock) {
    std::vector<PlannedFile> planned;
    for (const auto& file : files) {
        PlannedFile plan{file, folder / file.name, FileState::created, "", ""};
        const auto before = read_file_if_exists(plan.path);
        if (before) {
            const bool same = *before == file.content && (!file.of_slurm || mode_of(plan.path) == file.mode);
            plan.state = same ? FileState::same : FileState::changed;
            if (!same) plan.backup = plan.path.string() + "." + utc_stamp(clock.unix_seconds()) + ".bak";
        }
        plan.diff = line_diff(before.value_or(""), file.content);
        planned.push_back(std::move(plan));
    }
    return planned;
}

void place_files(const std::vector<PlannedFile>& files, const std::string& slurm_user) {
    const bool secret = std::any_of(files.begin(), files.end(), [](const auto& plan) { return plan.file.of_slurm; });
    const auto owner = secret ? owner_of(slurm_user) : Owner{0, 0};
    for (const auto& plan : files) {
        if (plan.state == FileState::same) continue;
        make_dirs(plan.path.parent_path());
        // What only its daemon could read stays so.
        if (!plan.backup.empty()) write_file_atomic(plan.backup, read_file(plan.path), mode_of(plan.path) & 0755);
        if (plan.file.of_slurm)
            place_secret(plan, owner);
        else
            write_file_atomic(plan.path, plan.file.content, plan.file.mode);
    }
}

Json planned_to_json(const std::vector<PlannedFile>& files) {
    Json rows = Json::array();
    for (const auto& plan : files) {
        Json row = {{"path", plan.path.string()}, {"state", state_word(plan.state)}};
        if (!plan.backup.empty()) row["backup"] = plan.backup.string();
        rows.push_back(row);
    }
    return rows;
}

}  // namespace sf
