#include "catalog/reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sf {
namespace {

std::string describe(const Json& value) {
    if (value.is_null()) return "nothing";
    if (value.is_object()) return "a map";
    if (value.is_array()) return "a list";
    if (value.is_boolean()) return fmt::format("the boolean {}", value.get<bool>());
    if (value.is_number()) return fmt::format("the number {}", value.dump());
    return fmt::format("the string \"{}\"", value.get<std::string>());
}

// RFC 6901: '~' and '/' of a key are escaped.
std::string escape(const std::string& key) {
    std::string text;
    for (const char c : key) text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return text;
}

}  // namespace

Error Reader::fault(const std::string& what, const std::string& hint) const {
    const std::string place = pointer_.empty() ? "/" : pointer_;
    return Error(ErrorKind::catalog, fmt::format("{}: {}: {}", file_.string(), place, what),
                 hint.empty() ? "docs/catalog.md describes the format" : hint);
}

Error Reader::expected(const std::string& what) const {
    const bool number = value_.is_number() || value_.is_boolean();
    return fault(fmt::format("expected {}, found {}", what, describe(value_)),
                 number && what == "a string" ? fmt::format("put it in quotes: \"{}\"", value_.dump()) : "");
}

void Reader::expect_keys(std::initializer_list<const char*> known) const {
    if (!value_.is_object()) throw expected("a map");
    for (const auto& [key, value] : value_.items()) {
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        throw fault(fmt::format("unknown key '{}'{}", key, suggestion(key, {known.begin(), known.end()})));
    }
}

Reader Reader::at(const char* key) const {
    if (!value_.is_object()) throw expected("a map");
    const auto found = value_.find(key);
    if (found == value_.end()) throw fault(fmt::format("the key '{}' is missing", key));
    return {*found, file_, pointer_ + "/" + escape(key)};
}

std::string Reader::text() const {
    if (!value_.is_string()) throw expected("a string");
    if (value_.get_ref<const std::string&>().empty()) throw fault("the string is empty");
    return value_;
}

long long Reader::integer() const {
    if (!value_.is_number_integer()) throw expected("a whole number");
    return value_;
}

bool Reader::boolean() const {
    if (!value_.is_boolean()) throw expected("true or false");
    return value_;
}

std::vector<std::string> Reader::texts() const {
    std::vector<std::string> result;
    for_each([&](const Reader& element) { result.push_back(element.text()); });
    return result;
}

std::map<std::string, std::string> Reader::text_map() const {
    std::map<std::string, std::string> result;
    for_each_entry([&](const std::string& key, const Reader& entry) {
        if (!entry.value().is_string()) throw entry.expected("a string");
        result.emplace(key, entry.value());
    });
    return result;
}

std::string Reader::one_of(std::initializer_list<const char*> words) const {
    std::string word = text();
    if (std::find(words.begin(), words.end(), word) != words.end()) return word;
    throw fault(fmt::format("'{}' is not one of {}", word, join({words.begin(), words.end()}, ", ")));
}

std::string Reader::text_or(const char* key, const std::string& otherwise) const {
    return has(key) ? at(key).text() : otherwise;
}

bool Reader::boolean_or(const char* key, bool otherwise) const {
    return has(key) ? at(key).boolean() : otherwise;
}

std::vector<std::string> Reader::texts_or_none(const char* key) const {
    return has(key) ? at(key).texts() : std::vector<std::string>{};
}

void Reader::for_each(const std::function<void(const Reader&)>& visit) const {
    if (!value_.is_array()) throw expected("a list");
    for (std::size_t i = 0; i < value_.size(); ++i) visit({value_[i], file_, fmt::format("{}/{}", pointer_, i)});
}

void Reader::for_each_entry(const std::function<void(const std::string&, const Reader&)>& visit) const {
    if (!value_.is_object()) throw expected("a map");
    for (const auto& [key, value] : value_.items()) visit(key, {value, file_, pointer_ + "/" + escape(key)});
}

}  // namespace sf
