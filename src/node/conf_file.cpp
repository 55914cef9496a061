#include "node/conf_file.h"

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr int kDeepest = 10;  // of files that include one another

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

// Without what follows a '#' that no backslash stands before; a '\' at the end joins the next line.
std::string logical_lines(std::string_view text) {
    std::string result;
    for (const auto& line : split(text, '\n')) {
        auto end = line.find('#');
        while (end != std::string::npos && end > 0 && line[end - 1] == '\\') end = line.find('#', end + 1);
        const auto kept = trim(std::string_view(line).substr(0, end));
        if (kept.ends_with('\\'))
            result.append(kept.substr(0, kept.size() - 1)).append(" ");
        else
            result.append(kept).append("\n");
    }
    return result;
}

std::string unquoted(std::string_view value) {
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return std::string(value);
}

}  // namespace

std::optional<ConfFile> ConfFile::read(const fs::path& file) {
    const auto text = read_file_if_exists(file);
    if (!text) return std::nullopt;
    ConfFile conf;
    conf.parse(*text, file.parent_path(), 0);
    return conf;
}

void ConfFile::parse(std::string_view text, const fs::path& folder, int depth) {
    constexpr std::string_view kInclude = "include ";
    for (const auto& line : split(logical_lines(text), '\n')) {
        if (lower(line).starts_with(kInclude) && depth < kDeepest && !folder.empty()) {
            const auto included = folder / trim(std::string_view(line).substr(kInclude.size()));
            if (const auto content = read_file_if_exists(included)) parse(*content, folder, depth + 1);
            continue;
        }
        const auto equals = line.find('=');
        if (equals == std::string::npos) continue;
        const auto key = trim(std::string_view(line).substr(0, equals));
        values_[lower(key)] = unquoted(trim(std::string_view(line).substr(equals + 1)));
    }
}

std::string ConfFile::value(std::string_view key) const {
    return value_or(key, "");
}

std::string ConfFile::value_or(std::string_view key, const std::string& otherwise) const {
    const auto found = values_.find(lower(key));
    return found == values_.end() ? otherwise : found->second;
}

}  // namespace sf
