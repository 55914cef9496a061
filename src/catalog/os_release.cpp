#include "catalog/os_release.h"

#include <map>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace sf {

// NAME=value, perhaps in quotes.
OsRelease parse_os_release(const std::string& text) {
    std::map<std::string, std::string> values;
    for (const std::string& line : split(text, '\n')) {
        const std::size_t equals = line.find('=');
        if (equals == std::string::npos || line.starts_with('#')) continue;
        std::string_view value = trim(std::string_view(line).substr(equals + 1));
        if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
            value = value.substr(1, value.size() - 2);
        values[line.substr(0, equals)] = std::string(value);
    }
    OsRelease os;
    os.id = values["ID"];
    for (const std::string& word : split(values["ID_LIKE"], ' '))
        if (!word.empty()) os.id_like.push_back(word);
    os.version_id = values["VERSION_ID"];
    os.codename = values["VERSION_CODENAME"];
    os.pretty_name = values["PRETTY_NAME"];
    return os;
}

OsRelease read_os_release(const fs::path& file) {
    const auto text = read_file_if_exists(file);
    if (!text) throw Error(ErrorKind::usage, "there is no file " + file.string(), "copy /etc/os-release of the OS");
    const OsRelease os = parse_os_release(*text);
    if (os.id.empty() || os.version_id.empty())
        throw Error(ErrorKind::usage, file.string() + " names no OS: it lacks ID or VERSION_ID",
                    "it must have the format of os-release(5)");
    return os;
}

}  // namespace sf
