#include "configure/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "configure/hostlist.h"
#include "configure/slurm_conf.h"

namespace sf {

namespace {

constexpr std::size_t kLongestClusterName = 40;

Error contradiction(const std::string& message, const std::string& hint) {
    return Error(ErrorKind::usage, message, hint);
}

std::string first_word(const std::string& line) {
    return line.substr(0, line.find_first_of(" \t"));
}

// One line of slurm.conf, and no more: what follows a newline would be settings of their own.
void require_one_line(const std::string& option, const std::string& value) {
    if (value.find_first_of("\n\r#\\") != std::string::npos || value.empty())
        throw contradiction(fmt::format("{} takes one line without '#' and '\\'", option), "see --help");
}

// The number of a field such as CPUs; 0 where it is not said.
unsigned number_field(const std::map<std::string, std::string>& fields, const std::string& key,
                      const std::string& line) {
    const auto found = fields.find(key);
    if (found == fields.end()) return 0;
    unsigned number = 0;
    const auto& text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number == 0)
        throw contradiction(fmt::format("'{}': {} is not a number above 0", line, text),
                            "slurmd -C prints such a line");
    return number;
}

// CPUs may be the cores or the threads, nothing else (man slurm.conf, CPUs).
void check_processors(const std::string& line) {
    const auto fields = conf_fields(line);
    const auto number = [&](const char* key) { return number_field(fields, key, line); };
    number("realmemory");
    const auto cpus = number("cpus");
    const auto cores_per_socket = number("corespersocket");
    const auto threads = std::max(1U, number("threadspercore"));
    const auto sockets =
        number("sockets") != 0 ? number("sockets") : number("socketsperboard") * std::max(1U, number("boards"));
    if (cpus == 0 || cores_per_socket == 0 || sockets == 0) return;
    const auto cores = sockets * cores_per_socket;
    if (cpus != cores && cpus != cores * threads)
        throw contradiction(fmt::format("'{}' says CPUs={}, but its sockets have {} cores and {} threads", line, cpus,
                                        cores, cores * threads),
                            "take the line that slurmd -C prints on the node");
}

std::set<std::string> check_nodes(const std::vector<std::string>& lines) {
    std::map<std::string, std::string> known;
    for (const auto& line : lines) {
        require_one_line("--nodes", line);
        if (first_word(line).find('=') != std::string::npos)
            throw contradiction(fmt::format("'{}' does not start with the names of nodes", line),
                                "--nodes 'node[1-10] CPUs=4 RealMemory=8000'");
        for (const auto& name : expand_hostlist(first_word(line)))
            if (const auto [other, is_new] = known.emplace(name, first_word(line)); !is_new)
                throw contradiction(fmt::format("{} is in {} and in {}", name, other->second, first_word(line)),
                                    "each node has one line");
        check_processors(line);
    }
    std::set<std::string> names;
    for (const auto& [name, line] : known) names.insert(name);
    return names;
}

void require_known(const std::string& hosts, const std::set<std::string>& nodes, const std::string& whose) {
    if (nodes.empty()) return;  // they are in the file that is there
    for (const auto& host : expand_hostlist(hosts))
        if (!nodes.contains(host))
            throw contradiction(fmt::format("{} names {}, which --nodes does not have", whose, host),
                                "add it to --nodes, or take it out");
}

void check_partitions(const std::vector<std::string>& lines, const std::set<std::string>& nodes) {
    std::set<std::string> names;
    std::string with_default;
    for (const auto& line : lines) {
        require_one_line("--partition", line);
        const auto name = first_word(line);
        if (name.find('=') != std::string::npos)
            throw contradiction(fmt::format("'{}' does not start with a partition's name", line),
                                "--partition 'main Nodes=node[1-10] MaxTime=1-00:00:00'");
        if (!names.insert(name).second)
            throw contradiction(fmt::format("the partition {} is given twice", name), "each has one line");
        const auto fields = conf_fields(line);
        if (const auto hosts = fields.find("nodes"); hosts != fields.end() && hosts->second != "ALL")
            require_known(hosts->second, nodes, "the partition " + name);
        if (const auto chosen = fields.find("default"); chosen != fields.end() && chosen->second == "YES") {
            if (!with_default.empty())
                throw contradiction(fmt::format("{} and {} both are the default partition", with_default, name),
                                    "give Default=YES to one");
            with_default = name;
        }
    }
}

void check_controllers(const std::vector<std::string>& controllers) {
    std::set<std::string> seen;
    for (const auto& controller : controllers) {
        require_one_line("--controller", controller);
        const auto name = controller.substr(0, controller.find('('));  // head(10.0.0.1): a name and its address
        if (expand_hostlist(name).size() != 1)
            throw contradiction(fmt::format("the controller '{}' is several hosts", controller),
                                "--controller HEAD,BACKUP");
        if (!seen.insert(name).second)
            throw contradiction(fmt::format("{} cannot be its own backup", name), "name another host, or none");
    }
}

// slurmdbd.conf has no way to write these.
void check_password(const Secret& password) {
    const auto is_bad = [](char c) { return c <= ' ' || c > '~' || c == '#' || c == '"' || c == '\\'; };
    const auto& text = password.reveal();
    if (text.empty() || std::any_of(text.begin(), text.end(), is_bad))
        throw contradiction("the database's password is empty, or has a character that slurmdbd.conf cannot hold",
                            "use letters, digits and punctuation other than # \" \\ and blanks");
}

}  // namespace

GresAnswer parse_gres(const std::string& text) {
    require_one_line("--gres", text);
    const auto usage = [&](const std::string& why) {
        return contradiction(fmt::format("--gres '{}': {}", text, why),
                             "--gres 'node[1-4] gpu:a100:4 File=/dev/nvidia[0-3]'");
    };
    std::vector<std::string> words;
    for (auto& word : split(text, ' '))
        if (!word.empty()) words.push_back(std::move(word));
    if (words.size() < 2) throw usage("nodes and devices are two words");
    GresAnswer gres;
    gres.nodes = words[0];
    expand_hostlist(gres.nodes);
    const auto device = split(words[1], ':');
    if (device.size() < 2 || device.size() > 3) throw usage("devices are NAME:COUNT or NAME:TYPE:COUNT");
    gres.name = device.front();
    if (device.size() == 3) gres.type = device[1];
    const auto& count = device.back();
    const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), gres.count);
    if (error != std::errc() || end != count.data() + count.size() || gres.count == 0)
        throw usage(fmt::format("'{}' is no number above 0", count));
    if (words.size() > 2) {
        if (words.size() > 3 || !words[2].starts_with("File=")) throw usage("what follows must be File=DEVICES");
        gres.file = words[2].substr(5);
    } else if (gres.name != "gpu") {
        throw usage("only GPUs are found without File=");
    }
    return gres;
}

void check_answers(const Answers& answers) {
    if (answers.cluster_name) {
        const auto& name = *answers.cluster_name;
        const auto fits = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        };
        if (name.empty() || name.size() > kLongestClusterName || !std::all_of(name.begin(), name.end(), fits))
            throw contradiction(fmt::format("'{}' is no name of a cluster", name),
                                "it names tables of the database: small letters, digits, '_' and '-', at most 40");
    }
    check_controllers(answers.controllers);
    const auto nodes = check_nodes(answers.nodes);
    check_partitions(answers.partitions, nodes);
    for (const auto& gres : answers.gres) require_known(gres.nodes, nodes, "--gres");
    if (answers.accounting && expand_hostlist(*answers.accounting).size() != 1)
        throw contradiction("--accounting takes one host", "the one that runs slurmdbd");
    if (answers.storage_password) check_password(*answers.storage_password);
}

}  // namespace sf
