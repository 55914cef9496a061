#include "sign/fingerprint.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

TEST(FingerprintTest, GroupsAndCaseDoNotMatter) {
    EXPECT_EQ(parse_fingerprint("0123 4567 89ab cdef 0123  4567 89AB CDEF 0123 4567"),
              "0123456789ABCDEF0123456789ABCDEF01234567");
}

TEST(FingerprintTest, ShortAndLongIdsAndRubbishAreRefused) {
    for (const char* typed : {"", "89ABCDEF", "0x89ABCDEF01234567", "0123456789ABCDEF0123456789ABCDEF0123456G",
                              "jane@example.org", "0123456789ABCDEF0123456789ABCDEF012345678"})
        EXPECT_THROW(parse_fingerprint(typed), Error) << typed;
}

}  // namespace
}  // namespace sf
