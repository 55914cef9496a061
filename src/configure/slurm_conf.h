// A configuration file of Slurm: lines `Key=value`, keys of any case, '#' starts a comment, '\' at the end of a line
// goes on with the next. Only what is set changes: comments, blanks and the order of everything else stay as they are.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sf {

class SlurmConf {
  public:
    SlurmConf() = default;
    explicit SlurmConf(std::string_view text);
    // With what it includes (with_includes()); nothing where there is no such file.
    static std::optional<SlurmConf> read(const std::filesystem::path& file);

    // The value of the last line that sets the key, without quotes and comment.
    std::optional<std::string> get(const std::string& key) const;
    // The lines that start with the key, without comments and escapes: "NodeName=n1 CPUs=2".
    std::vector<std::string> lines_of(const std::string& key) const;

    // Replaces the line `Key=...`, else the line `#Key=...`, else appends one. A line that says so already stays.
    void set(const std::string& key, const std::string& value);
    // Replaces all lines that start with the key by these, where the first of them stood.
    void set_lines(const std::string& key, const std::vector<std::string>& lines);
    // Puts a '#' before the lines of the key.
    void unset(const std::string& key);

    std::string text() const;

  private:
    struct Line {
        Line(std::string whole);
        std::string text;     // one that goes on has its '\' and newlines in it
        std::string meaning;  // what Slurm reads of it
    };
    std::vector<Line> lines_;
};

// The text with each line `Include FILE` replaced by the content of that file, which is relative to `folder`. One that
// cannot be read stays a line.
std::string with_includes(std::string_view text, const std::filesystem::path& folder);

// Hosts of slurmctld, the primary one first: head of "SlurmctldHost=head(10.0.0.1)".
std::vector<std::string> controllers_of(const SlurmConf& slurm_conf);

// The fields of such a line, keys in lower case: {"nodename": "n1", "cpus": "2"}.
std::map<std::string, std::string> conf_fields(std::string_view line);

}  // namespace sf
