#include "doctor/host.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/timex.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace sf {

bool kernel_clock_is_synchronised() {
    struct timex state {};
    return ::adjtimex(&state) != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

bool Host::has(const fs::path& absolute) const {
    std::error_code error;
    return fs::exists(path(absolute), error);
}

std::optional<std::string> Host::read(const fs::path& absolute) const {
    try {
        return read_file_if_exists(path(absolute));
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::optional<FileFacts> Host::facts(const fs::path& absolute) const {
    struct stat status {};
    if (::stat(path(absolute).c_str(), &status) != 0) return std::nullopt;
    return FileFacts{status.st_uid, status.st_gid, status.st_mode & 07777, static_cast<std::uintmax_t>(status.st_size),
                     S_ISDIR(status.st_mode)};
}

std::vector<std::string> Host::names(const fs::path& folder) const {
    std::vector<std::string> found;
    std::error_code error;  // of /proc/PID too, where the process may end while it is read
    for (fs::directory_iterator entry(path(folder), error), end; !error && entry != end; entry.increment(error))
        found.push_back(entry->path().filename());
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<HostProcess> Host::running() const {
    std::vector<HostProcess> programs;
    for (const auto& name : names("/proc")) {
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const auto folder = fs::path("/proc") / name;
        const auto owner = facts(folder);
        const auto command = read(folder / "comm");
        if (!owner || !command) continue;  // it has ended meanwhile
        HostProcess program{std::stoi(name), owner->uid, "", std::string(trim(*command)), {}};
        std::error_code error;
        program.program = fs::read_symlink(path(folder / "exe"), error).string();
        if (const auto path = program.program.substr(0, program.program.find(" (deleted)")); !path.empty())
            program.name = fs::path(path).filename();
        program.argv = split(read(folder / "cmdline").value_or(""), '\0');
        programs.push_back(std::move(program));
    }
    return programs;
}

std::string Host::short_name() const {
    const auto name = std::string(trim(read("/proc/sys/kernel/hostname").value_or("localhost")));
    return name.substr(0, name.find('.'));
}

Finished Host::run(const std::vector<std::string>& argv, const std::string& input, double timeout_s) const {
    Command command;
    command.argv = argv;
    command.input = input;
    command.timeout_s = timeout_s;
    try {
        return process_.run(command);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        Finished absent;
        absent.exit_code = 127;
        absent.err = error.message();
        return absent;
    }
}

std::string octal(mode_t mode) {
    return fmt::format("{:04o}", mode);
}

}  // namespace sf
