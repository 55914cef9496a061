// What a server of AWS's protocols says when it refuses: one word is believed, and no more shown.
#pragma once

#include <string>
#include <string_view>

namespace sf {

// The text of <NAME> in the answer, if it is one word; else nothing.
std::string aws_error_word(const std::string& answer, std::string_view name);
// " (WORD)"; nothing for none.
std::string in_brackets(const std::string& word);

}  // namespace sf
