#include "sandbox/root_task.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace sf {

void run_step(Process& process, const RootTask& task, std::vector<std::string> argv, const std::string& what,
              std::optional<std::map<std::string, std::string>> env) {
    Command command;
    command.argv = std::move(argv);
    command.env = std::move(env);
    command.output_file = task.log;
    const Finished finished = process.run(command);
    if (finished.ok()) return;
    throw_if_interrupted();
    std::string message = what + " failed:";
    for (const auto& line : last_lines(read_file_if_exists(task.log).value_or(""), 12)) message += "\n  " + line;
    throw Error(ErrorKind::host, message,
                "The whole log is " + task.log.string() +
                    ". Can the mirror or the registry be reached, and is the disk not full?");
}

void require_program(const std::string& name, const std::string& purpose) {
    if (find_program(name)) return;
    throw Error(ErrorKind::host, fmt::format("{} is not installed: {}", name, purpose),
                fmt::format("sudo apt-get install {0}   (dnf: sudo dnf install {0})", name));
}

const std::vector<std::string>& unread_folders() {
    static const std::vector<std::string> all = {"doc", "man", "locale", "info", "lintian", "bug"};
    return all;
}

}  // namespace sf
