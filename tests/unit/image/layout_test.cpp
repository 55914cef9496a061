#include "image/layout.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace sf {
namespace {

class LayoutTest : public ::testing::Test {
  protected:
    // An image of one layer, whose content is `text`.
    MadeImage image(const std::string& tag, const std::string& text) const {
        MadeImage made{TempDir(folder_.path(), "image-"), {"slurm", tag}, "manifest of " + text, {}, {}, {}};
        make_dirs(made.blobs());
        for (const auto& content : {text, "config of " + text, made.manifest})
            write_file_atomic(made.blobs() / sha256_hex(content), content);
        made.layers = {{{oci::kLayer, sha256_hex(text), text.size()}, "", ""}};
        made.config = {oci::kConfig, sha256_hex("config of " + text), 0};
        return made;
    }
    std::vector<std::string> names(const fs::path& layout) const {
        std::vector<std::string> all;
        const auto index = read_json(layout / "index.json");
        for (const auto& item : index.at("manifests"))
            all.push_back(item.at("annotations").at("org.opencontainers.image.ref.name"));
        return all;
    }

    TempDir folder_{fs::temp_directory_path(), "sf-layout-"};
    fs::path layout_ = folder_.path() / "layout";
};

TEST_F(LayoutTest, ImagesGatherInAFolderAndReplaceTheirNamesakes) {
    const ImageOutput output{ImageOutput::Kind::layout, layout_};
    write_image(image("1", "a"), output);
    write_image(image("2", "b"), output);
    write_image(image("1", "c"), output);
    EXPECT_THAT(names(layout_), testing::ElementsAre("slurm:2", "slurm:1"));
    EXPECT_EQ(read_file(layout_ / "blobs/sha256" / sha256_hex("b")), "b");
    EXPECT_EQ(read_json(layout_ / "index.json").at("manifests").at(1).at("digest"),
              "sha256:" + sha256_hex("manifest of c"));
    for (const auto& entry : fs::directory_iterator(layout_ / "blobs/sha256"))
        EXPECT_EQ(entry.path().filename().string().size(), 64u) << entry.path();
}

TEST_F(LayoutTest, AFolderOfSomethingElseIsLeftAlone) {
    make_dirs(layout_);
    write_file_atomic(layout_ / "thesis.txt", "x");
    EXPECT_THROW(write_image(image("1", "a"), {ImageOutput::Kind::layout, layout_}), Error);
    EXPECT_FALSE(fs::exists(layout_ / "blobs"));
}

TEST_F(LayoutTest, ARunThatWasKilledBeforeItsIndexIsGoneOnWith) {
    const ImageOutput output{ImageOutput::Kind::layout, layout_};
    write_image(image("1", "a"), output);
    fs::remove(layout_ / "index.json");
    write_image(image("2", "b"), output);
    EXPECT_THAT(names(layout_), testing::ElementsAre("slurm:2"));
}

TEST_F(LayoutTest, AnIndexThatIsNoneIsRefused) {
    const ImageOutput output{ImageOutput::Kind::layout, layout_};
    write_image(image("1", "a"), output);
    for (const char* text : {"{}", R"({"manifests": [1]})", R"({"manifests": [{"annotations": "x"}]})"}) {
        write_file_atomic(layout_ / "index.json", text);
        EXPECT_THROW(write_image(image("2", "b"), output), Error) << text;
        EXPECT_EQ(read_file(layout_ / "index.json"), text);
    }
}

TEST_F(LayoutTest, PlacesAreRead) {
    EXPECT_EQ(parse_image_output("oci:images").kind, ImageOutput::Kind::layout);
    EXPECT_EQ(parse_image_output("oci-archive:/a/b.tar").path, "/a/b.tar");
    EXPECT_EQ(parse_image_output("b.tar").kind, ImageOutput::Kind::archive);
    for (const auto& wrong : {"docker://a/b", "oci:", "oci:a:b", ""})
        EXPECT_THROW(parse_image_output(wrong), Error) << wrong;
}

}  // namespace
}  // namespace sf
