// A place in a catalog file: a JSON value, the file and the JSON pointer to it, so that every error says where.
#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace sf {

class Reader {
  public:
    Reader(const Json& value, const std::filesystem::path& file, std::string pointer = {})
        : value_(value), file_(file), pointer_(std::move(pointer)) {}

    const Json& value() const { return value_; }
    const std::filesystem::path& file() const { return file_; }

    // "FILE: /versions/0/sha256: WHAT", kind catalog.
    Error fault(const std::string& what, const std::string& hint = {}) const;

    // The value must be an object with no other keys than these.
    void expect_keys(std::initializer_list<const char*> known) const;
    bool has(const char* key) const { return value_.contains(key); }
    Reader at(const char* key) const;  // throws if the key is missing

    std::string text() const;  // a string that is not empty
    long long integer() const;
    bool boolean() const;
    std::vector<std::string> texts() const;               // a list of strings
    std::map<std::string, std::string> text_map() const;  // a map of strings
    std::string one_of(std::initializer_list<const char*> words) const;

    // Shorthands: the key's value, or what stands for a missing one.
    std::string text(const char* key) const { return at(key).text(); }
    std::string text_or(const char* key, const std::string& otherwise) const;
    bool boolean_or(const char* key, bool otherwise) const;
    std::vector<std::string> texts_or_none(const char* key) const;

    void for_each(const std::function<void(const Reader&)>& visit) const;  // elements of a list
    void for_each_entry(const std::function<void(const std::string&, const Reader&)>& visit) const;  // of a map

  private:
    Error expected(const std::string& what) const;

    const Json& value_;
    const std::filesystem::path& file_;
    std::string pointer_;
};

}  // namespace sf
