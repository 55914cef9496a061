// JSON values keep the order in which keys were put in: Spack's DAG hash depends on it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace sf {

using Json = nlohmann::ordered_json;

// Throws Error(failure) that names `origin` and the position. Depth is limited: the text may come from outside.
Json parse_json(std::string_view text, const std::string& origin);
Json read_json(const std::filesystem::path& path);
// Compact form: separators "," and ":", non-ASCII escaped (what Spack hashes).
std::string compact_json(const Json& value);
// One token a line without blanks, as Python's json.dumps(indent=0, separators=(",", ":")) writes it: GnuPG cuts long
// lines.
std::string lined_json(const Json& value);
// Two-space indent and a final newline (what we write for people).
std::string pretty_json(const Json& value);

// YAML to JSON. Quoted scalars are strings; plain true/false are booleans, plain decimal integers are numbers, all
// other plain scalars are strings (so 1.10 stays "1.10"). Throws Error(catalog) with file, line and column.
Json read_yaml(const std::filesystem::path& path);

}  // namespace sf
