#include "image/name.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

TEST(ImageNameTest, HasARepositoryAndATag) {
    EXPECT_EQ(parse_image_name("slurm", "24.11.5-bookworm").text(), "slurm:24.11.5-bookworm");
    const auto name = parse_image_name("site/slurm-24:latest_1.x", "unused");
    EXPECT_EQ(name.repository, "site/slurm-24");
    EXPECT_EQ(name.tag, "latest_1.x");
}

TEST(ImageNameTest, WhatNoRegistryTakesIsRefused) {
    for (const auto& text :
         {"", "Slurm", "slurm:", "a//b", "-a", "slurm:-x", "host:5000/slurm:1", "slurm:a b", "a:b:c"})
        EXPECT_THROW(parse_image_name(text, "1"), Error) << text;
    EXPECT_THROW(parse_image_name(std::string(256, 'a'), "1"), Error);
}

}  // namespace
}  // namespace sf
