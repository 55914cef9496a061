#include "image/accounts.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace sf {
namespace {

constexpr std::size_t kName = 0, kNumber = 2;  // of a line of passwd and of group
constexpr std::size_t kLastChange = 2;         // of a line of shadow

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (auto& line : split(text, '\n'))
        if (!line.empty()) lines.push_back(line);
    return lines;
}

void refuse_taken(const std::string& text, const char* what, const ImageAccount& account) {
    for (const auto& line : lines_of(text)) {
        const auto fields = split(line, ':');
        if (fields.size() <= kNumber) continue;
        const bool same_name = fields[kName] == account.name,
                   same_number = fields[kNumber] == std::to_string(account.id);
        if (!same_name && !same_number) continue;
        throw Error(ErrorKind::usage,
                    fmt::format("the base has a {} {} with the number {} already; {} is to have {}", what,
                                fields[kName], fields[kNumber], account.name, account.id),
                    "give another number with --uid, or another --base");
    }
}

std::string without_days(const std::string& shadow) {
    std::string text;
    for (const auto& line : lines_of(shadow)) {
        auto fields = split(line, ':');
        if (fields.size() > kLastChange) fields[kLastChange].clear();
        text += join(fields, ":") + "\n";
    }
    return text;
}

std::string terminated(std::string text) {
    if (!text.empty() && text.back() != '\n') text += '\n';
    return text;
}

}  // namespace

AccountFiles with_accounts(const AccountFiles& base, const std::vector<ImageAccount>& accounts) {
    AccountFiles files{terminated(base.passwd), terminated(base.group), without_days(base.shadow),
                       terminated(base.gshadow)};
    for (const auto& account : accounts) {
        refuse_taken(files.passwd, "user", account);
        refuse_taken(files.group, "group", account);
        files.passwd += fmt::format("{0}:x:{1}:{1}::{2}:{3}\n", account.name, account.id, account.home, account.shell);
        files.group += fmt::format("{}:x:{}:\n", account.name, account.id);
        if (!files.shadow.empty()) files.shadow += account.name + ":!:::::::\n";
        if (!files.gshadow.empty()) files.gshadow += account.name + ":!::\n";
    }
    return files;
}

}  // namespace sf
