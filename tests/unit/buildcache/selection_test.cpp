#include "buildcache/selection.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

Json node(const std::string& name, const std::string& version) {
    return {{"name", name}, {"version", version}, {"arch", {{"platform_os", "debian12"}, {"target", "x86_64_v3"}}}};
}

const SpecNodes kNodes = {{"aaaaaaaaaa", node("slurm", "24.11.5")},
                          {"aaaaaaabbb", node("slurm", "25.05.2")},
                          {"cccccccccc", node("zlib", "1.3.1")}};

TEST(SelectionTest, NamesVersionsAndHashes) {
    EXPECT_EQ(select_one("zlib", kNodes), "cccccccccc");
    EXPECT_EQ(select_one("slurm@24.11", kNodes), "aaaaaaaaaa");
    EXPECT_EQ(select_one("/ccccccc", kNodes), "cccccccccc");
    EXPECT_EQ(select_one("cccccccccc", kNodes), "cccccccccc");
    EXPECT_EQ(select_all("slurm", kNodes).size(), 2u);
}

TEST(SelectionTest, WhatIsAmbiguousOrUnknownIsAUsageError) {
    for (const char* wanted : {"slurm", "/aaaaaaa", "slrum", "slurm@23.11", "/ccc", "slurm@24,", ""}) {
        try {
            select_one(wanted, kNodes);
            ADD_FAILURE() << wanted;
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::usage) << wanted;
        }
    }
}

}  // namespace
}  // namespace sf
