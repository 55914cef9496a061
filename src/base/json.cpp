#include "base/json.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

constexpr int kMaxDepth = 200;

std::string dump(const Json& value, int indent) {
    try {
        return value.dump(indent, ' ', true);
    } catch (const nlohmann::json::exception& e) {
        throw Error(ErrorKind::failure, fmt::format("cannot write JSON: {}", e.what()));
    }
}

}  // namespace

Json parse_json(std::string_view text, const std::string& origin) {
    const auto limit_depth = [&](int depth, Json::parse_event_t, Json&) {
        if (depth > kMaxDepth) {
            throw Error(ErrorKind::failure, fmt::format("{}: JSON nested deeper than {}", origin, kMaxDepth));
        }
        return true;
    };
    try {
        return Json::parse(text.begin(), text.end(), limit_depth);
    } catch (const nlohmann::json::exception& e) {
        throw Error(ErrorKind::failure, fmt::format("{}: not valid JSON: {}", origin, e.what()));
    }
}

Json read_json(const std::filesystem::path& path) {
    return parse_json(read_file(path), path.string());
}

std::string compact_json(const Json& value) {
    return dump(value, -1);
}

std::string lined_json(const Json& value) {
    if (!value.is_structured() || value.empty()) return compact_json(value);
    const bool object = value.is_object();
    std::string text(1, object ? '{' : '[');
    for (const auto& [key, item] : value.items()) {
        text += text.size() == 1 ? "\n" : ",\n";
        if (object) text += compact_json(key) + ":";
        text += lined_json(item);
    }
    return text + "\n" + (object ? '}' : ']');
}

std::string pretty_json(const Json& value) {
    return dump(value, 2) + "\n";
}

}  // namespace sf
