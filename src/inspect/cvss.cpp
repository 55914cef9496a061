#include "inspect/cvss.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"

namespace sf {
namespace {

using Metrics = std::map<std::string, std::string>;

// Section 7.4.
const std::map<std::string, std::map<std::string, double>>& weights() {
    static const std::map<std::string, double> impact{{"H", 0.56}, {"L", 0.22}, {"N", 0}};
    static const std::map<std::string, std::map<std::string, double>> all{
        {"AV", {{"N", 0.85}, {"A", 0.62}, {"L", 0.55}, {"P", 0.2}}},
        {"AC", {{"L", 0.77}, {"H", 0.44}}},
        {"PR", {{"N", 0.85}, {"L", 0.62}, {"H", 0.27}}},
        {"UI", {{"N", 0.85}, {"R", 0.62}}},
        {"S", {{"U", 0}, {"C", 1}}},
        {"C", impact},
        {"I", impact},
        {"A", impact}};
    return all;
}

std::optional<Metrics> metrics_of(const std::string& vector) {
    const auto parts = split(vector, '/');
    if (parts.front() != "CVSS:3.0" && parts.front() != "CVSS:3.1") return std::nullopt;
    Metrics metrics;
    for (const auto& part : parts)
        if (const auto colon = part.find(':'); colon != std::string::npos)
            metrics.emplace(part.substr(0, colon), part.substr(colon + 1));
    for (const auto& [name, values] : weights())
        if (!metrics.contains(name) || !values.contains(metrics.at(name))) return std::nullopt;
    return metrics;
}

// Appendix A: the smallest number with one decimal that is not smaller, without the errors of binary fractions.
double rounded_up(double value) {
    const auto exact = std::llround(value * 100000);
    return exact % 10000 == 0 ? static_cast<double>(exact) / 100000 : static_cast<double>(exact / 10000 + 1) / 10;
}

}  // namespace

std::optional<double> cvss3_base_score(const std::string& vector) {
    const auto metrics = metrics_of(vector);
    if (!metrics) return std::nullopt;
    const auto weight = [&](const char* name) { return weights().at(name).at(metrics->at(name)); };
    const bool changed = metrics->at("S") == "C";
    double privileges = weight("PR");  // count for less where the scope changes
    if (changed && metrics->at("PR") == "L") privileges = 0.68;
    if (changed && metrics->at("PR") == "H") privileges = 0.5;
    const double base = 1 - (1 - weight("C")) * (1 - weight("I")) * (1 - weight("A"));
    const double impact = changed ? 7.52 * (base - 0.029) - 3.25 * std::pow(base - 0.02, 15) : 6.42 * base;
    if (impact <= 0) return 0;
    const double exploitability = 8.22 * weight("AV") * weight("AC") * privileges * weight("UI");
    return rounded_up(std::min((changed ? 1.08 : 1.0) * (impact + exploitability), 10.0));
}

std::string cvss_rating(double score) {
    if (score < 0.1) return "none";
    if (score < 4) return "low";
    if (score < 7) return "medium";
    return score < 9 ? "high" : "critical";
}

}  // namespace sf
