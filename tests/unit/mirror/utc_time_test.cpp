#include "mirror/utc_time.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

TEST(UtcTime, IsoTimes) {
    EXPECT_EQ(parse_iso_time("1970-01-02T00:00:01Z"), 86401);
    EXPECT_EQ(parse_iso_time("1970-01-02T00:00:01.123Z"), 86401);
    EXPECT_EQ(parse_iso_time("1970-01-02T00:00:01+00:00"), 86401);
    for (const char* text : {"", "1970-01-02", "1970-01-02T00:00:01", "1970-01-02T00:00:01+01:00", "soon"})
        EXPECT_FALSE(parse_iso_time(text)) << text;
}

TEST(UtcTime, DatesOfHttp) {
    EXPECT_EQ(parse_http_date("Fri, 02 Jan 1970 00:00:01 GMT"), 86401);
    for (const char* text : {"", "Fri, 02 Jan 1970 00:00:01 CET", "1970-01-02T00:00:01Z"})
        EXPECT_FALSE(parse_http_date(text)) << text;
}

}  // namespace
}  // namespace sf
