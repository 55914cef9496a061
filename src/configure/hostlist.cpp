#include "configure/hostlist.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/text.h"

namespace sf {

namespace {

constexpr std::size_t kMostHosts = 64 * 1024;

Error bad_hostlist(std::string_view expression, const std::string& why) {
    return Error(ErrorKind::usage, fmt::format("'{}' is no list of hosts: {}", expression, why),
                 "write node[1-3] or node1,node2; man slurm.conf, NodeName");
}

// Commas in brackets separate ranges, those outside hosts.
std::vector<std::string> split_hosts(std::string_view expression) {
    std::vector<std::string> hosts(1);
    bool inside = false;
    for (const char c : expression) {
        if (c == '[' ? inside : (c == ']' && !inside)) throw bad_hostlist(expression, "its brackets do not match");
        if (c == '[' || c == ']') inside = c == '[';
        if (c == ',' && !inside)
            hosts.emplace_back();
        else
            hosts.back() += c;
    }
    if (inside) throw bad_hostlist(expression, "its brackets do not match");
    return hosts;
}

std::size_t host_number(const std::string& digits, std::string_view expression) {
    std::size_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, number);
    if (error != std::errc() || stopped != end || digits.size() > 9)
        throw bad_hostlist(expression, fmt::format("'{}' is not a number", digits));
    return number;
}

// "1-3,05" -> 1, 2, 3, 05.
std::vector<std::string> expand_ranges(const std::string& ranges, std::string_view expression) {
    std::vector<std::string> numbers;
    for (const auto& range : split(ranges, ',')) {
        const auto dash = range.find('-');
        const auto low = range.substr(0, dash);
        const auto high = dash == std::string::npos ? low : range.substr(dash + 1);
        const auto first = host_number(low, expression);
        const auto last = host_number(high, expression);
        if (last < first) throw bad_hostlist(expression, fmt::format("the range {} goes down", range));
        if (last - first >= kMostHosts) throw bad_hostlist(expression, "it has too many hosts");
        for (auto number = first; number <= last; ++number)
            numbers.push_back(fmt::format("{:0{}}", number, low.size()));
    }
    return numbers;
}

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
}

// Brackets may stand anywhere in a name, and several times.
std::vector<std::string> expand_host(std::string_view host, std::string_view expression) {
    std::vector<std::string> names = {""};
    while (!host.empty()) {
        std::vector<std::string> parts;
        if (host.front() == '[') {
            const auto end = host.find(']');
            parts = expand_ranges(std::string(host.substr(1, end - 1)), expression);
            host.remove_prefix(end + 1);
        } else {
            const auto end = std::min(host.find('['), host.size());
            parts = {std::string(host.substr(0, end))};
            if (!std::all_of(parts.front().begin(), parts.front().end(), is_host_character))
                throw bad_hostlist(expression,
                                   fmt::format("'{}' has a character that no host name has", parts.front()));
            host.remove_prefix(end);
        }
        if (names.size() * parts.size() > kMostHosts) throw bad_hostlist(expression, "it has too many hosts");
        std::vector<std::string> longer;
        for (const auto& name : names)
            for (const auto& part : parts) longer.push_back(name + part);
        names = std::move(longer);
    }
    return names;
}

}  // namespace

std::vector<std::string> expand_hostlist(std::string_view expression) {
    std::vector<std::string> hosts;
    for (const auto& host : split_hosts(expression)) {
        if (host.empty()) throw bad_hostlist(expression, "a name is empty");
        const auto names = expand_host(host, expression);
        hosts.insert(hosts.end(), names.begin(), names.end());
        if (hosts.size() > kMostHosts) throw bad_hostlist(expression, "it has too many hosts");
    }
    return hosts;
}

}  // namespace sf
