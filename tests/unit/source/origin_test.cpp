#include <gtest/gtest.h>

#include "unit/source/fakes.h"

namespace sf {
namespace {

class Origin : public testing::Test {
  protected:
    void put(const std::string& name, const std::string& text) {
        make_dirs((apt_.path() / name).parent_path());
        write_file_atomic(apt_.path() / name, text);
    }
    std::optional<std::string> root() const { return debian_mirror_root({}, apt_.path()); }

    TempDir apt_{fs::temp_directory_path(), "sf-apt-"};
};

TEST_F(Origin, TakesTheSettingFirst) {
    put("sources.list", "deb http://mirror.example/debian bookworm main\n");
    SourceSettings settings;
    settings.debian_mirror = "http://other.example/debian//";
    EXPECT_EQ(debian_mirror_root(settings, apt_.path()), "http://other.example/debian");
}

TEST_F(Origin, ReadsOneLineSources) {
    put("sources.list",
        "# deb http://commented.example/debian bookworm main\n"
        "deb http://security.example/debian-security bookworm-security main\n"
        "deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian/ bookworm main\n");
    EXPECT_EQ(root(), "http://mirror.example/debian");
}

TEST_F(Origin, ReadsDeb822Sources) {
    put("sources.list.d/debian.sources",
        "Types: deb\nURIs: http://mirror.example/debian-security\nSuites: bookworm-security\n\n"
        "Types: deb\n# a comment\nURIs:\n http://mirror.example/debian\nSuites: bookworm\n");
    EXPECT_EQ(root(), "http://mirror.example/debian");
}

TEST_F(Origin, TellsUbuntusMirrorFromDebians) {
    put("sources.list",
        "deb http://mirror.example/ubuntu noble main\ndeb http://mirror.example/debian bookworm main\n");
    EXPECT_EQ(mirror_root("ubuntu", {}, apt_.path()), "http://mirror.example/ubuntu");
    EXPECT_EQ(mirror_root("debian", {}, apt_.path()), "http://mirror.example/debian");
    SourceSettings settings;
    settings.ubuntu_mirror = "http://other.example/ubuntu/";
    EXPECT_EQ(mirror_root("ubuntu", settings, apt_.path()), "http://other.example/ubuntu");
    EXPECT_EQ(mirror_root("debian", settings, apt_.path()), "http://mirror.example/debian");
}

TEST_F(Origin, SkipsDisabledAndForeignArchives) {
    put("sources.list.d/a.sources", "Types: deb\nURIs: http://off.example/debian\nEnabled: no\n");
    put("sources.list.d/b.list", "deb http://vendor.example/apt stable main\n");
    EXPECT_EQ(root(), std::nullopt);
}

TEST_F(Origin, AssumesNoMirrorWithoutApt) {
    EXPECT_EQ(debian_mirror_root({}, apt_.path() / "absent"), std::nullopt);
}

TEST_F(Origin, OrdersUpstreamThenPoolAndEscapesThePool) {
    const SourceVariant source{
        "upstream", "", "", false, {"http://up.example/z.tar.gz"}, {"pool/main/z/z_1+b~1.tar.gz"}};
    const std::string pool = "http://m.example/debian/pool/main/z/z_1%2Bb~1.tar.gz";
    EXPECT_EQ(origins(source, "http://m.example/debian", {}),
              (std::vector<std::string>{"http://up.example/z.tar.gz", pool}));
    EXPECT_EQ(origins(source, std::nullopt, {}), (std::vector<std::string>{"http://up.example/z.tar.gz"}));
    SourceChoice debian;
    debian.preferred = "debian";
    EXPECT_EQ(origins(source, "http://m.example/debian", debian).front(), pool);
}

}  // namespace
}  // namespace sf
