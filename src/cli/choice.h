// Options whose value is one of a few words.
#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace sf {

// The words in the order in which help shows them. The error for another one names them all.
template <typename Enum>
CLI::Validator choice(std::vector<std::pair<std::string, Enum>> words) {
    std::string all;
    for (const auto& [word, value] : words) all += (all.empty() ? "" : "|") + word;
    const auto to_value = [words = std::move(words), all](std::string& typed) -> std::string {
        const auto found =
            std::find_if(words.begin(), words.end(), [&](const auto& word) { return word.first == typed; });
        if (found == words.end()) return fmt::format("'{}' is none of {}", typed, all);
        typed = std::to_string(static_cast<int>(found->second));  // which CLI11 reads an enumeration from
        return {};
    };
    return CLI::Validator(to_value, all);
}

}  // namespace sf
