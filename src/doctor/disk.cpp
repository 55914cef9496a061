// Room for the bundle, the state and the logs, and file systems that may hold them.
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include "base/files.h"
#include "base/text.h"
#include "doctor/checks.h"

namespace sf {

namespace {

constexpr std::uint64_t kLittle = 1'000'000'000;   // bytes; a warning
constexpr std::uint64_t kTooLittle = 100'000'000;  // a fault
constexpr std::uint64_t kFewFiles = 2000;          // free inodes; a job's script and environment are two files

struct Place {
    std::filesystem::path path;
    std::string what;
    bool outlives_reboot = false;  // it must
};

std::vector<Place> places_of_state(const Patient& patient) {
    std::vector<Place> places;
    if (patient.is(Role::controller)) places.push_back({patient.state_folder(), "slurmctld's state", true});
    if (patient.is(Role::compute)) places.push_back({patient.spool_folder(), "slurmd's spool"});
    places.push_back({"/var/log/slurm", "logs"});
    return places;
}

// The folder itself, else the nearest above it that is there.
std::filesystem::path existing(const Host& host, std::filesystem::path folder) {
    while (!host.has(folder) && folder.has_relative_path()) folder = folder.parent_path();
    return host.path(folder);
}

std::vector<std::string> make_room(const std::filesystem::path& path) {
    return {fmt::format("df -h {0}; df -i {0}", path.string()),
            fmt::format("du -xsh {}/* | sort -h     # what fills it", path.string())};
}

void check_state_place(const Host& host, const Place& place, Symptoms& findings) {
    const auto folder = existing(host, place.path);
    struct statvfs facts {};
    if (::statvfs(folder.c_str(), &facts) != 0) return;
    const auto free = std::uint64_t{facts.f_bavail} * facts.f_frsize;
    const auto named = fmt::format("{} ({})", place.path.string(), place.what);
    if (free < kTooLittle)
        findings.fault(fmt::format("{} has {} left", named, format_bytes(free)),
                       "a full disk loses jobs: slurmctld cannot save their state, slurmd drains its node",
                       make_room(place.path));
    else if (free < kLittle)
        findings.warning(fmt::format("{} has {} left", named, format_bytes(free)), "it is full soon",
                         make_room(place.path));
    if (facts.f_files != 0 && facts.f_favail < kFewFiles)
        findings.fault(fmt::format("{} has room for {} files more", named, facts.f_favail),
                       "each job is two files of slurmctld's state", make_room(place.path));
    if ((facts.f_flag & ST_RDONLY) != 0)
        findings.fault(
            fmt::format("{} is on a read-only file system", named), "the daemon cannot start",
            {fmt::format("findmnt --target {}", place.path.string()),
             fmt::format("# name another folder in slurm.conf, or: mount -o remount,rw {}", folder.string())});
    struct statfs type {};
    if (place.outlives_reboot && ::statfs(folder.c_str(), &type) == 0 &&
        (type.f_type == TMPFS_MAGIC || type.f_type == RAMFS_MAGIC))
        findings.fault(fmt::format("{} is in memory (tmpfs)", named), "a reboot loses all jobs and job numbers",
                       {"systemctl stop slurmctld",
                        "# set StateSaveLocation=/var/spool/slurmctld, or another folder on a disk, in slurm.conf"});
}

void check_prefix(const Patient& patient, Symptoms& findings) {
    const auto folder = existing(patient.host, patient.prefix);
    struct statvfs facts {};
    if (::statvfs(folder.c_str(), &facts) != 0) return;
    const auto free = std::uint64_t{facts.f_bavail} * facts.f_frsize;
    if (patient.unpacked_bytes > free)
        findings.fault(fmt::format("{} has {} left, the bundle needs {}", patient.prefix.string(), format_bytes(free),
                                   format_bytes(patient.unpacked_bytes)),
                       "it cannot be unpacked there",
                       {fmt::format("df -h {}", folder.string()), "slurm-factory gc     # removes builds nobody uses",
                        "# or another folder: slurm-factory install --prefix DIR"});
    if ((facts.f_flag & ST_NOEXEC) != 0)
        findings.fault(fmt::format("{} is mounted noexec", patient.prefix.string()),
                       "no program runs from there: Permission denied",
                       {fmt::format("findmnt --target {}", folder.string()),
                        fmt::format("mount -o remount,exec {}     # and in /etc/fstab", folder.string())});
}

}  // namespace

void check_disk(const Patient& patient, Symptoms& findings) {
    check_prefix(patient, findings);
    for (const auto& place : places_of_state(patient)) check_state_place(patient.host, place, findings);
    if (findings.clean()) findings.ok("there is room for builds, state and logs");
}

}  // namespace sf
