#include "mirror/aws_profile.h"

#include "base/text.h"

namespace sf {
namespace {

struct KeyValue {
    std::string key, value;
};

std::optional<KeyValue> key_value(std::string_view line) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    return KeyValue{std::string(trim(line.substr(0, equals))), std::string(trim(line.substr(equals + 1)))};
}

// "[profile  dev]" -> "profile dev"
std::string section_name(std::string_view line) {
    std::string name;
    for (const std::string& word : split(line.substr(1, line.find(']') - 1), ' '))
        if (!word.empty()) name += (name.empty() ? "" : " ") + word;
    return name;
}

}  // namespace

std::optional<AwsSection> aws_section(std::string_view text, std::string_view name) {
    std::optional<AwsSection> section;
    bool inside = false;
    std::string parent;  // the key without a value that indented lines belong to
    for (const std::string& line : split(text, '\n')) {
        const std::string_view content = trim(line);
        if (content.empty() || content.front() == '#' || content.front() == ';') continue;
        if (content.front() == '[') {
            inside = section_name(content) == name;
            parent.clear();
            if (inside && !section) section.emplace();
            continue;
        }
        const auto pair = key_value(content);
        if (!inside || !pair) continue;
        const bool indented = line.front() == ' ' || line.front() == '\t';
        if (!indented) parent = pair->value.empty() ? pair->key : "";
        const bool nested = indented && !parent.empty();
        (*section)[nested ? parent + "." + pair->key : pair->key] = pair->value;
    }
    return section;
}

}  // namespace sf
