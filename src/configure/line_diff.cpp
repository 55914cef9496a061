#include "configure/line_diff.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace sf {

namespace {

std::vector<std::string> shown_lines(std::string_view text) {
    auto lines = split(text, '\n');
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
}

std::string without_password(const std::string& line) {
    const auto equals = line.find('=');
    if (equals == std::string::npos || line.find("Pass") > equals) return line;
    return line.substr(0, equals + 1) + (line.size() > equals + 1 ? "..." : "");
}

}  // namespace

std::string line_diff(std::string_view before, std::string_view after) {
    const auto old_lines = shown_lines(before);
    const auto new_lines = shown_lines(after);
    // common[i][j]: length of the longest common part of old_lines from i and new_lines from j on.
    std::vector<std::vector<std::size_t>> common(old_lines.size() + 1, std::vector<std::size_t>(new_lines.size() + 1));
    for (auto i = old_lines.size(); i-- > 0;)
        for (auto j = new_lines.size(); j-- > 0;)
            common[i][j] =
                old_lines[i] == new_lines[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    std::string diff;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < old_lines.size() || j < new_lines.size()) {
        if (i < old_lines.size() && j < new_lines.size() && old_lines[i] == new_lines[j]) {
            ++i;
            ++j;
        } else if (j == new_lines.size() || (i < old_lines.size() && common[i + 1][j] >= common[i][j + 1])) {
            diff += "-" + without_password(old_lines[i++]) + "\n";
        } else {
            diff += "+" + without_password(new_lines[j++]) + "\n";
        }
    }
    return diff;
}

}  // namespace sf
