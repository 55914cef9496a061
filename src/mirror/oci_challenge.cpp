#include "mirror/oci_challenge.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/text.h"

namespace sf {
namespace {

class ChallengeReader {
  public:
    explicit ChallengeReader(std::string_view text) : rest_(text) {}

    // A token and what follows it: '=' makes it the name of a parameter, anything else a scheme.
    std::vector<AuthChallenge> read() {
        std::vector<AuthChallenge> challenges;
        for (;;) {
            skip(" \t,");
            std::string name = lower_case(token());
            if (name.empty()) return challenges;
            skip(" \t");
            if (!rest_.starts_with('=')) {
                challenges.push_back({std::move(name), {}});
                continue;
            }
            rest_.remove_prefix(1);
            skip(" \t");
            auto value = rest_.starts_with('"') ? quoted() : std::optional(token());
            if (!value || challenges.empty()) return challenges;
            challenges.back().parameters[name] = std::move(*value);
        }
    }

  private:
    void skip(std::string_view characters) {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
    }

    std::string token() {
        const auto in_token = [](unsigned char c) {
            return std::isalnum(c) ||
                   std::string_view("!#$%&'*+-.^_`|~/:").find(static_cast<char>(c)) != std::string_view::npos;
        };
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), in_token);
        std::string text(rest_.begin(), end);
        rest_.remove_prefix(text.size());
        return text;
    }

    // Nothing if it does not end.
    std::optional<std::string> quoted() {
        std::string text;
        for (std::size_t i = 1; i < rest_.size(); ++i) {
            if (rest_[i] == '"') {
                rest_.remove_prefix(i + 1);
                return text;
            }
            if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
            text += rest_[i];
        }
        return std::nullopt;
    }

    std::string_view rest_;
};

}  // namespace

std::vector<AuthChallenge> parse_challenges(std::string_view header) {
    return ChallengeReader(header).read();
}

}  // namespace sf
