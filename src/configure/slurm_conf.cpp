#include "configure/slurm_conf.h"

#include <algorithm>

#include "base/files.h"
#include "base/text.h"

namespace sf {

namespace {

constexpr int kDeepestInclude = 10;

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

// What Slurm reads of a line: joined, without its comment. "\#" is no comment.
std::string meaning_of(std::string_view line) {
    std::string meaning;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\' && i + 1 < line.size()) {
            if (line[i + 1] == '#') meaning += '#';
            ++i;
        } else if (line[i] == '#') {
            break;
        } else {
            meaning += line[i];
        }
    }
    return std::string(trim(meaning));
}

// The key that a line starts with, in lower case; empty where there is none.
std::string key_of(std::string_view meaning) {
    const auto equals = meaning.find('=');
    if (equals == std::string_view::npos) return {};
    return lower_case(trim(meaning.substr(0, equals)));
}

std::string unquoted(std::string_view value) {
    value = trim(value);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return std::string(value);
}

std::string value_of(std::string_view meaning) {
    return unquoted(meaning.substr(meaning.find('=') + 1));
}

// FILE of `Include FILE`; empty for other lines.
std::string included_by(std::string_view line) {
    const auto words = split(meaning_of(line), ' ');
    return words.size() >= 2 && lower_case(words.front()) == "include" ? words.back() : std::string();
}

std::string inline_includes(std::string_view text, const fs::path& folder, int depth) {
    std::vector<std::string> lines;
    for (auto& line : split(text, '\n')) {
        const auto file = included_by(line);
        const auto content =
            file.empty() || depth == kDeepestInclude ? std::nullopt : read_file_if_exists(folder / file);
        lines.push_back(content ? inline_includes(*content, folder, depth + 1) : std::move(line));
    }
    return join(lines, "\n");
}

// The key that a line would set without the '#' before it.
std::string key_behind_comment(std::string_view line) {
    if (!line.starts_with('#')) return {};
    const auto key = key_of(meaning_of(line.substr(1)));
    // Prose has blanks before its '='.
    return key.find(' ') == std::string::npos ? key : std::string();
}

}  // namespace

SlurmConf::SlurmConf(std::string_view text) {
    bool goes_on = false;
    for (auto& line : split(text, '\n')) {
        const bool continued = line.ends_with('\\');
        if (goes_on)
            lines_.back() += "\n" + line;
        else
            lines_.push_back(std::move(line));
        goes_on = continued;
    }
    if (!lines_.empty() && lines_.back().empty()) lines_.pop_back();
}

std::optional<std::string> SlurmConf::get(const std::string& key) const {
    const auto lines = lines_of(key);
    if (lines.empty()) return std::nullopt;
    return value_of(lines.back());
}

std::vector<std::string> SlurmConf::lines_of(const std::string& key) const {
    std::vector<std::string> found;
    for (const auto& line : lines_)
        if (auto meaning = meaning_of(line); key_of(meaning) == lower_case(key)) found.push_back(std::move(meaning));
    return found;
}

void SlurmConf::set(const std::string& key, const std::string& value) {
    if (get(key) == value) return;
    if (lines_of(key).empty()) {
        const auto hidden = std::find_if(lines_.begin(), lines_.end(),
                                         [&](const auto& line) { return key_behind_comment(line) == lower_case(key); });
        if (hidden != lines_.end())
            *hidden = key + "=" + value;
        else
            lines_.push_back(key + "=" + value);
        return;
    }
    set_lines(key, {key + "=" + value});
}

void SlurmConf::set_lines(const std::string& key, const std::vector<std::string>& lines) {
    if (lines_of(key) == lines) return;
    const auto is_of_key = [&](const auto& line) { return key_of(meaning_of(line)) == lower_case(key); };
    const auto first = std::find_if(lines_.begin(), lines_.end(), is_of_key);
    const auto place = first - lines_.begin();
    std::erase_if(lines_, is_of_key);
    lines_.insert(lines_.begin() + place, lines.begin(), lines.end());
}

void SlurmConf::unset(const std::string& key) {
    for (auto& line : lines_)
        if (key_of(meaning_of(line)) == lower_case(key)) line = "#" + join(split(line, '\n'), "\n#");
}

std::string SlurmConf::text() const {
    return lines_.empty() ? std::string() : join(lines_, "\n") + "\n";
}

std::string with_includes(std::string_view text, const fs::path& folder) {
    return inline_includes(text, folder, 0);
}

std::map<std::string, std::string> conf_fields(std::string_view line) {
    std::map<std::string, std::string> fields;
    std::string word;
    bool quoted = false;
    const auto take = [&] {
        if (const auto equals = word.find('='); equals != std::string::npos)
            fields[lower_case(word.substr(0, equals))] = unquoted(word.substr(equals + 1));
        word.clear();
    };
    for (const char c : line) {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == ' ' || c == '\t'))
            take();
        else
            word += c;
    }
    take();
    return fields;
}

}  // namespace sf
