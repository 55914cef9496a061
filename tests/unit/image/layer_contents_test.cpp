#include "image/layer_contents.h"

#include <gmock/gmock.h>

namespace sf {
namespace {

using testing::ElementsAre;

Json package(const std::string& name, const std::vector<std::string>& needs, bool shipped = true) {
    Json dependencies = Json::array();
    for (const auto& needed : needs) dependencies.push_back({{"name", needed}});
    return {{"name", name}, {"version", "1"}, {"shipped", shipped}, {"dependencies", dependencies}};
}

Json file(const std::string& path, const std::string& owner) {
    Json item = {{"path", path}};
    if (!owner.empty()) item["package"] = owner;
    return item;
}

std::vector<std::string> names(const std::vector<LayerContent>& contents) {
    std::vector<std::string> all;
    for (const auto& content : contents) all.push_back(content.name);
    return all;
}

TEST(LayerContents, WhatChangesLeastLiesBelow) {
    const Json spec = {{"packages",
                        {package("pyxis", {"slurm"}), package("slurm", {"curl", "nvml"}), package("curl", {"zlib"}),
                         package("zlib", {}), package("nvml", {}, false), package("xz", {}), package("bare", {})}}};
    const Json files = {{"files",
                         {file("view/lib/pyxis.so", "pyxis"), file("view/bin/srun", "slurm"),
                          file("view/bin/sinfo", "slurm"), file("view/lib/libcurl.so", "curl"),
                          file("view/lib/libz.so", "zlib"), file("view/lib/liblzma.so", "xz"), file("data/x", "")}}};
    const auto contents = layer_contents(spec, files);
    EXPECT_THAT(names(contents), ElementsAre("xz 1", "zlib 1", "curl 1", "slurm 1", "pyxis 1",
                                             "templates, units, modulefiles, manifest"));
    EXPECT_THAT(contents[3].paths, ElementsAre("view/bin/sinfo", "view/bin/srun"));
    EXPECT_FALSE(contents[2].of_release);
    EXPECT_TRUE(contents[3].of_release);
    EXPECT_TRUE(contents[4].of_release);
    EXPECT_THAT(contents[5].paths, ElementsAre("data/x"));
}

TEST(LayerContents, APackageThatNeedsItselfEndsTheSearch) {
    const Json spec = {{"packages", {package("a", {"b"}), package("b", {"a"})}}};
    EXPECT_EQ(layer_contents(spec, {{"files", {file("view/a", "a"), file("view/b", "b")}}}).size(), 3u);
}

}  // namespace
}  // namespace sf
