// A page's Content-Security-Policy lets run exactly what stands in it.
#pragma once

#include <string>

namespace sf {

// 'sha256-...' of an inline script's or style's text, as a browser computes it. Source:
// https://www.w3.org/TR/CSP3/#match-element-to-source-list
std::string csp_hash(const std::string& inline_text);

}  // namespace sf
