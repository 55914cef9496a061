// slurm.conf and slurmdbd.conf as far as others than Slurm need them: keys that stand once, with their last value.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sf {

class ConfFile {
  public:
    // With the files that it includes ("Include PATH", relative to its folder). Nothing where it is not there.
    static std::optional<ConfFile> read(const std::filesystem::path& file);
    explicit ConfFile(std::string_view text) { parse(text, {}, 0); }

    // Keys are the same in upper and lower case. Empty if it is not set.
    std::string value(std::string_view key) const;
    std::string value_or(std::string_view key, const std::string& otherwise) const;

  private:
    ConfFile() = default;
    void parse(std::string_view text, const std::filesystem::path& folder, int depth);

    std::map<std::string, std::string> values_;  // by key in lower case
};

}  // namespace sf
