// How bad an advisory says it is.
#pragma once

#include <optional>
#include <string>

namespace sf {

// The base score, 0 to 10, of a vector such as "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"; what follows the base
// metrics is passed over. Nothing for what is no such vector, other versions of CVSS too.
// https://www.first.org/cvss/v3-1/specification-document, section 7.1
std::optional<double> cvss3_base_score(const std::string& vector);

// none, low, medium, high, critical (section 5).
std::string cvss_rating(double score);

}  // namespace sf
