#include "configure/detect.h"

#include <fmt/format.h>
#include <limits.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"

namespace sf {

std::string short_host_name() {
    char name[HOST_NAME_MAX + 1] = {};
    ::gethostname(name, HOST_NAME_MAX);
    return split(name, '.').front();
}

std::string detect_node(const std::filesystem::path& view, Process& process) {
    constexpr std::string_view kKeyword = "NodeName=";
    Command command;
    command.argv = {(view / "sbin/slurmd").string(), "-C"};
    command.timeout_s = 30;
    const auto finished = process.run(command);
    for (const auto& line : split(finished.out, '\n'))
        if (finished.ok() && line.starts_with(kKeyword)) return std::string(trim(line.substr(kKeyword.size())));
    throw Error(ErrorKind::host,
                fmt::format("slurmd -C does not say what this machine has: {}",
                            join(last_lines(finished.out + finished.err, 3), "; ")),
                "give the nodes with --nodes");
}

std::vector<std::string> with_detected(const std::vector<std::string>& nodes, const std::string& detected) {
    if (nodes.empty()) return {detected};
    const auto hardware = detected.substr(std::min(detected.find(' '), detected.size()));
    std::vector<std::string> lines;
    for (const auto& line : nodes) lines.push_back(line.find('=') == std::string::npos ? line + hardware : line);
    return lines;
}

}  // namespace sf
