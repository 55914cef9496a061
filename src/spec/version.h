// Versions and ranges with Spack's meaning (docs/catalog.md, "Conditions").
#pragma once

#include <compare>
#include <string>
#include <vector>

namespace sf {

class Version {
  public:
    Version() = default;
    explicit Version(std::string text);
    const std::string& text() const { return text_; }
    // The first `count` components: 24.11.5 up to 2 is 24.11.
    Version up_to(std::size_t count) const;
    // 24.11.5 is within 24.11; 24.11 is not within 24.11.5.
    bool is_within(const Version& prefix) const;
    std::strong_ordering operator<=>(const Version& other) const;  // numeric components compare as numbers
    bool operator==(const Version& other) const { return text_ == other.text_; }

  private:
    std::string text_;
    std::vector<std::string> parts_;
};

// "24.11", "23.11:", ":24.05", "23.11:24.11", joined by commas. Throws Error(catalog) for anything else.
class VersionRange {
  public:
    explicit VersionRange(const std::string& text);
    bool contains(const Version& version) const;

  private:
    struct Interval {
        Version low, high;  // an empty text: open
    };
    std::vector<Interval> intervals_;
};

}  // namespace sf
