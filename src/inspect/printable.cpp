#include "inspect/printable.h"

namespace sf {

std::string printable(std::string_view text, std::size_t longest) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        // U+0080 to U+009F, in UTF-8 C2 80 to C2 9F, are control characters as well.
        const bool second_set = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (second_set) ++i;
        if (!second_set && byte > 0x20 && byte != 0x7F)
            result += text[i];
        else if (!result.empty() && result.back() != ' ')
            result += ' ';
        if (result.size() <= longest) continue;
        while (!result.empty() && (static_cast<unsigned char>(result.back()) & 0xC0) == 0x80) result.pop_back();
        result.pop_back();
        return result + "...";
    }
    if (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}

std::string in_lower_case(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

}  // namespace sf
