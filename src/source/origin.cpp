#include <algorithm>
#include <cctype>

#include "base/files.h"
#include "base/text.h"
#include "source/source.h"

namespace sf {

namespace {

std::string without_final_slashes(std::string url) {
    while (!url.empty() && url.back() == '/') url.pop_back();
    return url;
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> result;
    std::string word;
    for (char c : text) {
        if (c != ' ' && c != '\t') {
            word += c;
        } else if (!word.empty()) {
            result.push_back(std::exchange(word, {}));
        }
    }
    if (!word.empty()) result.push_back(word);
    return result;
}

// An archive with a pool of sources: .../debian, not debian-security, not a third party's repository.
bool is_mirror_of(const std::string& archive, const std::string& uri) {
    const bool scheme = uri.starts_with("http://") || uri.starts_with("https://") || uri.starts_with("file:/");
    const std::string root = without_final_slashes(uri);
    const auto slash = root.rfind('/');
    if (!scheme || slash == std::string::npos) return false;
    const std::string last = root.substr(slash + 1);
    return last == archive || root.find("/archive/" + archive + "/") != std::string::npos;
}

// deb822: stanzas of "Field: value" with continuation lines; "#" starts a comment line.
std::optional<std::string> from_deb822(const std::string& archive, const std::string& text) {
    std::string uris, field;
    bool enabled = true, binary = true;
    const auto close = [&]() -> std::optional<std::string> {
        for (const auto& uri : words(uris)) {
            if (enabled && binary && is_mirror_of(archive, uri)) return without_final_slashes(uri);
        }
        uris.clear();
        enabled = binary = true;
        return std::nullopt;
    };
    for (const std::string& line : split(text, '\n')) {
        if (trim(line).empty()) {
            if (auto found = close()) return found;
            continue;
        }
        if (line[0] == '#') continue;
        std::string value(trim(line));
        if (line[0] != ' ' && line[0] != '\t') {
            const auto colon = line.find(':');
            if (colon == std::string::npos) continue;
            field = lower_case(trim(line.substr(0, colon)));
            value = trim(std::string_view(line).substr(colon + 1));
        }
        if (field == "uris") uris += " " + value;
        if (field == "enabled") enabled = lower_case(value) != "no" && lower_case(value) != "false";
        if (field == "types") binary = (" " + value + " ").find(" deb ") != std::string::npos;
    }
    return close();
}

// One-line: deb [options] URI suite components...
std::optional<std::string> from_one_line(const std::string& archive, const std::string& text) {
    for (const std::string& line : split(text, '\n')) {
        std::string rest(trim(line));
        if (!rest.starts_with("deb ") && !rest.starts_with("deb\t")) continue;
        rest = trim(std::string_view(rest).substr(4));
        if (rest.starts_with("[")) {
            const auto end = rest.find(']');
            if (end == std::string::npos) continue;
            rest = trim(std::string_view(rest).substr(end + 1));
        }
        const auto fields = words(rest);
        if (!fields.empty() && is_mirror_of(archive, fields[0])) return without_final_slashes(fields[0]);
    }
    return std::nullopt;
}

std::optional<std::string> from_file(const std::string& archive, const fs::path& path) {
    const auto text = read_file_if_exists(path);
    if (!text) return std::nullopt;
    return path.extension() == ".sources" ? from_deb822(archive, *text) : from_one_line(archive, *text);
}

// Pool paths hold characters such as + and ~ that some proxies mistreat in a URL.
std::string url_encode_path(const std::string& path) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string result;
    for (unsigned char c : path) {
        if (std::isalnum(c) || std::string_view("/-._~").find(static_cast<char>(c)) != std::string_view::npos) {
            result += static_cast<char>(c);
        } else {
            result += '%';
            result += digits[c >> 4];
            result += digits[c & 15];
        }
    }
    return result;
}

}  // namespace

std::optional<std::string> mirror_root(const std::string& archive, const SourceSettings& settings,
                                       const fs::path& apt) {
    const std::string& setting = archive == "ubuntu" ? settings.ubuntu_mirror : settings.debian_mirror;
    if (!setting.empty()) return without_final_slashes(setting);
    if (auto found = from_file(archive, apt / "sources.list")) return found;
    std::vector<fs::path> files;
    std::error_code ignored;  // a machine without apt has no such folder
    for (const auto& entry : fs::directory_iterator(apt / "sources.list.d", ignored)) {
        const auto extension = entry.path().extension();
        if (extension == ".sources" || extension == ".list") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        if (auto found = from_file(archive, file)) return found;
    }
    return std::nullopt;
}

std::optional<std::string> debian_mirror_root(const SourceSettings& settings, const fs::path& apt) {
    return mirror_root("debian", settings, apt);
}

std::vector<std::string> origins(const SourceVariant& source, const std::optional<std::string>& mirror,
                                 const SourceChoice& choice) {
    std::vector<std::string> pool;
    if (mirror) {
        for (const auto& path : source.pool) pool.push_back(*mirror + "/" + url_encode_path(path));
    }
    const auto& first = choice.preferred == "debian" ? pool : source.urls;
    const auto& second = choice.preferred == "debian" ? source.urls : pool;
    std::vector<std::string> result = first;
    result.insert(result.end(), second.begin(), second.end());
    return result;
}

}  // namespace sf
