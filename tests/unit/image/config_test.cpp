#include "image/config.h"

#include <gmock/gmock.h>

namespace sf {
namespace {

using testing::ElementsAre;

BundledSource package(const std::string& license, bool shipped = true) {
    BundledSource source;
    source.license = license;
    source.shipped = shipped;
    return source;
}

BundleFacts facts() {
    BundleFacts facts;
    facts.release = "24.11";
    facts.slurm = "24.11.5";
    facts.toolchain = "bookworm";
    facts.flavour = "minimal";
    facts.arch = "x86_64";
    facts.source_date_epoch = 1746576000;
    facts.archive.sha256 = "ab12";
    facts.sources = {package("MIT AND ISC"), package("BSD-3-Clause OR GPL-2.0-only"), package("MIT"),
                     package("AGPL-3.0-only", false)};
    return facts;
}

TEST(ImageConfigTest, LabelsSayWhatAndUnderWhichLicences) {
    const auto labels = image_labels(facts());
    EXPECT_EQ(labels.at("org.opencontainers.image.version"), "24.11.5");
    EXPECT_EQ(labels.at("org.opencontainers.image.revision"), "ab12");
    EXPECT_EQ(labels.at("org.opencontainers.image.created"), "2025-05-07T00:00:00Z");
    EXPECT_EQ(labels.at("org.opencontainers.image.licenses"), "(BSD-3-Clause OR GPL-2.0-only) AND ISC AND MIT");
    EXPECT_EQ(labels.at("sf.toolchain"), "bookworm");
}

TEST(ImageConfigTest, LabelsOfTheBase) {
    ImageBase base;
    base.digest = "sha256:12";
    EXPECT_THAT(base_labels(base), ElementsAre(testing::Pair("sf.base-packages", "sha256:12")));
    base.name = "debian:12";
    EXPECT_EQ(base_labels(base).at("org.opencontainers.image.base.name"), "debian:12");
}

TEST(ImageConfigTest, LayersLieOnTheBases) {
    const auto bundle = facts();
    ImageBase base;
    base.layers = {{{}, "d1", ""}};
    base.history = {{{"created_by", "somebody"}}};
    base.env = {"LANG=C", "PATH=/usr/bin"};
    const std::vector<ImageLayer> layers{{{}, "d2", "zlib 1"}, {{}, "d3", "slurm 1"}};
    const ImageLabels labels{{"a", "b"}};
    const auto json = parse_json(image_config({bundle, base, layers, labels, 65532}), "config");
    EXPECT_EQ(json.at("architecture"), "amd64");
    EXPECT_EQ(json.at("created"), "2025-05-07T00:00:00Z");
    EXPECT_EQ(json.at("rootfs").at("diff_ids"), Json({"sha256:d1", "sha256:d2", "sha256:d3"}));
    ASSERT_EQ(json.at("history").size(), 3u);
    EXPECT_EQ(json.at("history").at(2).at("created_by"), "slurm-factory: slurm 1");
    const auto& settings = json.at("config");
    EXPECT_EQ(settings.at("User"), "65532:65532");
    EXPECT_EQ(settings.at("Entrypoint"), Json({"/opt/slurm/entrypoint.sh"}));
    EXPECT_EQ(settings.at("Env"),
              Json({"LANG=C", "PATH=/opt/slurm/current/view/bin:/opt/slurm/current/view/sbin:/usr/bin"}));
    EXPECT_EQ(settings.at("Labels").at("a"), "b");
}

}  // namespace
}  // namespace sf
