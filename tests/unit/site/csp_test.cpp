#include "site/csp.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

// The example of https://www.w3.org/TR/CSP3/#script-src-hash-usage.
TEST(CspTest, IsWhatABrowserComputes) {
    EXPECT_EQ(csp_hash("alert('Hello, world.');"), "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
}

}  // namespace
}  // namespace sf
