#include "configure/slurm_conf.h"

#include <algorithm>

#include "base/files.h"
#include "base/text.h"

namespace sf {

namespace {

// Comments, lines that go on and escapes are those of Slurm's src/common/parse_config.c, in its order: each line loses
// its comment first, then lines are joined, then escapes are undone.

constexpr int kDeepestInclude = 10;

// A '#' behind an even number of '\' begins a comment.
std::string_view without_comment(std::string_view line) {
    bool escaped = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '#' && !escaped) return line.substr(0, i);
        escaped = line[i] == '\\' && !escaped;
    }
    return line;
}

// What goes on with the next line, up to the '\' that says so; nothing for a line that ends. `line` has no comment.
std::optional<std::string_view> continued(std::string_view line) {
    line = line.substr(0, line.find_last_not_of(" \t\r\n\f\v") + 1);
    const auto text = line.substr(0, line.find_last_not_of('\\') + 1);
    if ((line.size() - text.size()) % 2 == 0) return std::nullopt;
    return line.substr(0, line.size() - 1);
}

std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && ++i == text.size()) break;
        plain += text[i];
    }
    return plain;
}

// What Slurm reads of a line.
std::string meaning_of(std::string_view joined) {
    return std::string(trim(unescaped(joined)));
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

// To the closing quote, or to the blank behind it: more than one key may stand in a line.
std::string value_of(std::string_view meaning) {
    const auto value = trim(meaning.substr(meaning.find('=') + 1));
    if (value.starts_with('"')) return std::string(value.substr(1, value.find('"', 1) - 1));
    return std::string(value.substr(0, value.find_first_of(" \t")));
}

// FILE of `Include FILE`; empty for other lines.
std::string included_by(std::string_view line) {
    const auto words = split(meaning_of(without_comment(line)), ' ');
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
    const auto key = key_of(meaning_of(without_comment(line.substr(1))));
    // Prose has blanks before its '='.
    return key.find(' ') == std::string::npos ? key : std::string();
}

}  // namespace

SlurmConf::Line::Line(std::string whole) : text(std::move(whole)) {
    std::string joined;
    for (const auto& line : split(text, '\n'))
        joined += continued(without_comment(line)).value_or(without_comment(line));
    meaning = meaning_of(joined);
}

SlurmConf::SlurmConf(std::string_view text) {
    std::string whole;
    for (const auto& line : split(text, '\n')) {
        whole += line;
        if (continued(without_comment(line))) {
            whole += '\n';
            continue;
        }
        lines_.emplace_back(std::move(whole));
        whole.clear();
    }
    if (whole.empty() && !lines_.empty() && lines_.back().text.empty()) lines_.pop_back();
    if (!whole.empty()) lines_.emplace_back(whole);
}

std::optional<std::string> SlurmConf::get(const std::string& key) const {
    const auto lines = lines_of(key);
    if (lines.empty()) return std::nullopt;
    return value_of(lines.back());
}

std::vector<std::string> SlurmConf::lines_of(const std::string& key) const {
    std::vector<std::string> found;
    for (const auto& line : lines_)
        if (key_of(line.meaning) == lower_case(key)) found.push_back(line.meaning);
    return found;
}

void SlurmConf::set(const std::string& key, const std::string& value) {
    if (get(key) == value) return;
    if (lines_of(key).empty()) {
        const auto hidden = std::find_if(lines_.begin(), lines_.end(), [&](const auto& line) {
            return key_behind_comment(line.text) == lower_case(key);
        });
        if (hidden != lines_.end())
            *hidden = key + "=" + value;
        else
            lines_.emplace_back(key + "=" + value);
        return;
    }
    set_lines(key, {key + "=" + value});
}

void SlurmConf::set_lines(const std::string& key, const std::vector<std::string>& lines) {
    if (lines_of(key) == lines) return;
    const auto is_of_key = [&](const auto& line) { return key_of(line.meaning) == lower_case(key); };
    const auto first = std::find_if(lines_.begin(), lines_.end(), is_of_key);
    const auto place = first - lines_.begin();
    std::erase_if(lines_, is_of_key);
    lines_.insert(lines_.begin() + place, lines.begin(), lines.end());
}

void SlurmConf::unset(const std::string& key) {
    for (auto& line : lines_)
        if (key_of(line.meaning) == lower_case(key)) line = Line("#" + join(split(line.text, '\n'), "\n#"));
}

std::string SlurmConf::text() const {
    std::string text;
    for (const auto& line : lines_) text += line.text + "\n";
    return text;
}

std::optional<SlurmConf> SlurmConf::read(const fs::path& file) {
    const auto text = read_file_if_exists(file);
    if (!text) return std::nullopt;
    return SlurmConf(with_includes(*text, file.parent_path()));
}

std::string with_includes(std::string_view text, const fs::path& folder) {
    return inline_includes(text, folder, 0);
}

std::vector<std::string> controllers_of(const SlurmConf& slurm_conf) {
    std::vector<std::string> hosts;
    for (const auto& line : slurm_conf.lines_of("SlurmctldHost")) {
        const auto host = value_of(line);
        hosts.emplace_back(trim(std::string_view(host).substr(0, host.find('('))));
    }
    return hosts;
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
