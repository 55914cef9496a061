#include "node/in_use.h"

#include "base/text.h"

namespace sf {

std::map<std::string, std::vector<RunningProgram>> programs_in_use(const NodePrefix& prefix, const fs::path& proc) {
    std::map<std::string, std::vector<RunningProgram>> found;
    std::error_code none;
    const auto root = fs::weakly_canonical(prefix.root(), none);  // as the kernel names it
    for (const auto& entry : fs::directory_iterator(proc)) {
        const auto pid = entry.path().filename().string();
        if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
        const fs::path program = fs::read_symlink(entry.path() / "exe", none);
        if (none || !is_below(program.string(), root.string())) continue;
        const auto build = program.lexically_relative(root).begin()->string();
        found[build].push_back({std::stoi(pid), program.filename().string()});
    }
    return found;
}

}  // namespace sf
