#include "base/progress_block.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sf {
namespace {

constexpr std::size_t kBarWidth = 24;

std::string elapsed(double seconds) {
    // Tenths that flicker on every redraw tell nobody anything.
    return seconds < 9.95 ? fmt::format("{} s", static_cast<int>(std::max(0.0, seconds))) : format_duration(seconds);
}

// By time where the time is known, else by count; never full before the end.
double fraction(const ProgressState& state, double now) {
    if (state.items == 0) return 0;
    const double by_count = static_cast<double>(state.finished) / static_cast<double>(state.items);
    if (state.expected_s <= 0 || state.finished == state.items) return by_count;
    return std::clamp((now - state.planned_at) / state.expected_s, 0.0, 0.99);
}

std::string bar(double part) {
    const auto full = static_cast<std::size_t>(part * static_cast<double>(kBarWidth));
    return "[" + std::string(full, '#') + std::string(kBarWidth - full, '.') + "]";
}

std::string headline(const ProgressState& state, double now) {
    const double spent = now - state.planned_at;
    std::string text = bar(fraction(state, now)) + fmt::format(" {}/{}", state.finished, state.items);
    text += fmt::format("  {} elapsed", elapsed(spent));
    if (state.expected_s > spent) text += fmt::format(", about {} left", elapsed(state.expected_s - spent));
    return text;
}

}  // namespace

std::string counter(const ProgressState& state) {
    if (state.items == 0) return {};
    const std::size_t width = std::to_string(state.items).size();
    return fmt::format("[{:>{}}/{}] ", state.finished, width, state.items);
}

std::vector<std::string> running_lines(const ProgressState& state, double now) {
    std::size_t name_width = 0;
    std::size_t doing_width = 0;
    for (const RunningItem& item : state.running) {
        name_width = std::max(name_width, item.name.size());
        doing_width = std::max(doing_width, item.doing.size());
    }
    std::vector<std::string> lines;
    for (const RunningItem& item : state.running) {
        std::string line = fmt::format("{:<{}}  {:<{}}  {}", item.name, name_width, item.doing, doing_width,
                                       elapsed(now - item.since));
        if (item.expected_s > 0) line += fmt::format(" of about {}", elapsed(item.expected_s));
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<std::string> block_lines(const ProgressState& state, double now, std::size_t columns, std::size_t rows) {
    std::vector<std::string> lines;
    if (state.items > 0) lines.push_back(headline(state, now));
    for (std::string& line : running_lines(state, now)) lines.push_back("  " + std::move(line));
    rows = std::max<std::size_t>(rows, 2);
    if (lines.size() > rows) {
        const std::size_t hidden = lines.size() - rows + 1;
        lines.resize(rows - 1);
        lines.push_back(fmt::format("  and {} more", hidden));
    }
    for (std::string& line : lines) {
        if (line.size() > columns) line.resize(columns);
    }
    return lines;
}

}  // namespace sf
