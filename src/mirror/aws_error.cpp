#include "mirror/aws_error.h"

#include <algorithm>
#include <cctype>

namespace sf {

std::string aws_error_word(const std::string& answer, std::string_view name) {
    constexpr std::size_t kLongest = 64;
    const std::string open = "<" + std::string(name) + ">";
    const std::size_t start = answer.find(open);
    if (start == std::string::npos) return "";
    const std::string word = answer.substr(start + open.size(), answer.find('<', start + 1) - start - open.size());
    const auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '-'; };
    return word.size() <= kLongest && std::all_of(word.begin(), word.end(), allowed) ? word : "";
}

std::string in_brackets(const std::string& word) {
    return word.empty() ? "" : " (" + word + ")";
}

}  // namespace sf
