#include "manual/completions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace sf {

namespace {

using Strings = std::vector<std::string>;

// What may follow at one place of the command line: after `path`, such as "buildcache push"; of the program it is
// empty.
struct Place {
    std::string path;
    const ManualCommand* command;
};

std::string path_of(const ManualCommand& program, const std::string& name) {
    return name == program.name ? "" : name.substr(program.name.size() + 1);
}

std::vector<Place> places(const ManualCommand& program) {
    std::vector<Place> found;
    for (const auto* command : all_commands(program)) {
        found.push_back({path_of(program, command->name), command});
        for (const auto& alias : command->aliases) found.push_back({path_of(program, alias), command});
    }
    return found;
}

Strings paths(const ManualCommand& program) {
    Strings found;
    for (const auto& place : places(program))
        if (!place.path.empty()) found.push_back(place.path);
    return found;
}

std::string last_word(const std::string& name) {
    return name.substr(name.rfind(' ') + 1);
}

Strings names_of(const ManualOption& option) {
    Strings names;
    for (const auto& name : split(option.names, ',')) names.emplace_back(trim(name));
    return names;
}

// The words that an option takes, if it takes one of a few; capitals stand for something else, as in FILE|DIR.
Strings choices(const ManualOption& option) {
    const bool stands_for =
        std::any_of(option.value.begin(), option.value.end(), [](unsigned char c) { return std::isupper(c); });
    return stands_for || option.value.find('|') == std::string::npos ? Strings{} : split(option.value, '|');
}

Strings words_at(const Place& place) {
    Strings words;
    for (const auto& below : place.command->commands) {
        words.push_back(last_word(below.name));
        for (const auto& alias : below.aliases) words.push_back(last_word(alias));
    }
    for (const auto& option : place.command->options)
        for (const auto& name : names_of(option))
            if (name.starts_with("--")) words.push_back(name);
    for (const auto& argument : place.command->arguments)
        for (const auto& word : choices(argument)) words.push_back(word);
    return words;
}

// Toolchains and releases come from the catalog when completing, so that overlays count.
constexpr const char* kCatalogWords = R"bash(    case "$prev" in
        --toolchain|--on) words=$(% toolchain list 2>/dev/null | awk 'NR>1{print $1}');;
        --slurm-version|--release) words=$(% release list 2>/dev/null | awk 'NR>1{print $1, $2}');;
    esac
)bash";

constexpr const char* kBashPath =
    R"bash(    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" path="" word words=""
    for word in "${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do
        case "${path:+$path }$word" in
            %) path="${path:+$path }$word";;
        esac
    done
)bash";

constexpr const char* kBashReply = R"bash(    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$cur"))
}
)bash";

constexpr const char* kFishPath = R"fish(function __slurm_factory_at
    set -l path ''
    for word in (commandline -opc)[2..-1]
        set -l next (string trim -- "$path $word")
        contains -- $next $__slurm_factory_commands; and set path $next
    end
    test "$path" = "$argv[1]"
end
)fish";

std::string filled_in(std::string_view text, const std::string& value) {
    std::string result;
    for (const char c : text) result += c == '%' ? value : std::string(1, c);
    return result;
}

// The lines of `case "$path $prev"` for the options of one place: what they take.
std::string bash_values(const Place& place) {
    std::string lines;
    for (const auto& option : place.command->options) {
        for (const auto& name : names_of(option)) {
            // An option of the program may stand after each command.
            const auto pattern = place.path.empty() ? "*\" " + name + "\"" : "\"" + place.path + " " + name + "\"";
            if (option.value == "DIR")
                lines += fmt::format("        {}) COMPREPLY=($(compgen -d -- \"$cur\")); return;;\n", pattern);
            else if (const auto words = choices(option); !words.empty())
                lines += fmt::format("        {}) words=\"{}\";;\n", pattern, join(words, " "));
        }
    }
    return lines;
}

std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) result += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return result + "'";
}

std::string fish_option(const ManualOption& option) {
    Strings words;
    for (const auto& name : names_of(option))
        words.push_back(name.starts_with("--") ? "-l " + name.substr(2) : "-s " + name.substr(1));
    if (option.value.find("DIR") != std::string::npos || option.value.find("FILE") != std::string::npos)
        words.push_back("-r -F");
    else if (const auto taken = choices(option); !taken.empty())
        words.push_back("-x -a " + quoted(join(taken, " ")));
    else if (!option.value.empty() && !option.value.starts_with('['))
        words.push_back("-x");
    return join(words, " ") + " -d " + quoted(option.description);
}

std::string fish_place(const ManualCommand& program, const Place& place) {
    const auto line =
        fmt::format("complete -c {} -n {} ", program.name, quoted("__slurm_factory_at " + quoted(place.path)));
    std::string lines;
    for (const auto& below : place.command->commands)
        lines += fmt::format("{}-f -a {} -d {}\n", line, last_word(below.name), quoted(below.summary));
    for (const auto& option : place.command->options) lines += line + fish_option(option) + "\n";
    for (const auto& argument : place.command->arguments)
        if (const auto words = choices(argument); !words.empty())
            lines += fmt::format("{}-f -a {}\n", line, quoted(join(words, " ")));
    return lines;
}

}  // namespace

std::string bash_completion(const ManualCommand& program) {
    Strings patterns;
    for (const auto& path : paths(program)) patterns.push_back("\"" + path + "\"");
    std::string script =
        fmt::format("# bash completion of {0}: source <({0} completion bash)\n_slurm_factory() {{\n", program.name);
    script += filled_in(kBashPath, join(patterns, "|"));
    script += "    case \"$path\" in\n";
    for (const auto& place : places(program))
        script += fmt::format("        \"{}\") words=\"{}\";;\n", place.path, join(words_at(place), " "));
    script += "    esac\n    case \"$path $prev\" in\n";
    for (const auto& place : places(program)) script += bash_values(place);
    script += "    esac\n" + filled_in(kCatalogWords, program.name) + kBashReply;
    return script + fmt::format("complete -o filenames -F _slurm_factory {}\n", program.name);
}

// As a file of fpath it is the body of the function that completes: the first time it has to do so itself.
std::string zsh_completion(const ManualCommand& program) {
    return fmt::format("#compdef {}\nautoload -U +X bashcompinit && bashcompinit\n", program.name) +
           bash_completion(program) +
           fmt::format("[ \"${{funcstack[1]}}\" != _{} ] || _bash_complete -o filenames -F _slurm_factory\n",
                       program.name);
}

std::string fish_completion(const ManualCommand& program) {
    Strings known;
    for (const auto& path : paths(program)) known.push_back(quoted(path));
    std::string script = fmt::format("# fish completion of {0}: {0} completion fish | source\n", program.name);
    script += fmt::format("set -g __slurm_factory_commands {}\n", join(known, " ")) + kFishPath;
    for (const auto& place : places(program)) script += fish_place(program, place);
    return script;
}

}  // namespace sf
