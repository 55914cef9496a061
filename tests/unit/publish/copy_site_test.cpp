#include "publish/copy_site.h"

#include "base/error.h"
#include "base/hash.h"
#include "publish/places.h"
#include "unit/publish/small_root.h"

namespace sf {
namespace {

class CopySiteTest : public testing::SmallRoot {
  protected:
    CopySiteTest() {
        trust_.trust(root_.url(), key_.fingerprint, signer().public_key());
        index_ = publish().index;
    }

    CopySiteResult copy(const std::string& release = "", const std::string& toolchain = "") {
        CopySiteRequest request;
        request.release = release;
        request.toolchain = toolchain;
        request.downloads = folder_.path() / "downloads";
        const auto from = [this](const std::string& path) -> std::unique_ptr<Mirror> {
            return std::make_unique<FileMirror>(root_folder_ / path);
        };
        const auto to = [this](const std::string& path) -> std::unique_ptr<WritableMirror> {
            return std::make_unique<FileMirror>(copy_folder_ / path);
        };
        return copy_site(request, {root_, copy_, from, to, trust_, *process_, clock_, progress_});
    }
    static std::size_t copied(const CopySiteResult& result) {
        std::size_t count = 0;
        for (const auto& file : result.files) count += file.was_there ? 0 : 1;
        return count;
    }
    // The one build of the site.
    const PublishedBuild& published() const { return index_.builds.begin()->second; }

    TrustStore trust_{folder_.path() / "trust"};
    fs::path copy_folder_ = folder_.path() / "copy";
    FileMirror copy_{copy_folder_};
    BuildIndex index_;
};

TEST_F(CopySiteTest, TheCopyHasTheSameFilesUnderTheSameSignatures) {
    EXPECT_GT(copied(copy()), 0u);
    for (const auto& path : root_.list("builds"))
        EXPECT_EQ(root_.read(path, 1 << 30), copy_.read(path, 1 << 30)) << path;
    EXPECT_TRUE(copy_.exists(places::key(key_.fingerprint)));
    EXPECT_EQ(copied(copy()), 0u);
}

TEST_F(CopySiteTest, WhatIsDamagedThereIsCopiedAnew) {
    copy();
    copy_.put(published().tarball.path, "damaged");
    EXPECT_EQ(copied(copy()), 1u);
    EXPECT_EQ(copy_.read(published().tarball.path, 1 << 30), read_file(build_.tarball));
}

TEST_F(CopySiteTest, WhatIsDamagedAtTheSourceIsRefusedBeforeTheListIsWritten) {
    root_.put(published().tarball.path, "damaged");
    EXPECT_THROW(copy(), Error);
    EXPECT_FALSE(copy_.exists(places::kBuildIndex));
}

TEST_F(CopySiteTest, OneReleaseAndToolchainAreChosen) {
    EXPECT_GT(copied(copy("24.11", "bookworm")), 0u);
    EXPECT_THROW(copy("25.11"), Error);
    EXPECT_THROW(copy("", "noble"), Error);
}

TEST_F(CopySiteTest, TheProgramComesAlongAndIsNoReleaseByItself) {
    const auto packages = folder_.path() / "packages";
    make_dirs(packages);
    const std::string name = "slurm-factory_1.2.0_amd64.deb";
    write_file_atomic(packages / name, "a deb");
    write_file_atomic(packages / "SHA256SUMS", sha256_hex("a deb") + "  " + name + "\n");
    publish_program(packages, {}, publisher(signer()));
    EXPECT_THROW(copy("25.11"), Error);
    EXPECT_FALSE(copy_.exists(places::program("1.2.0") + "/" + name));
    copy("24.11");
    EXPECT_EQ(copy_.read(places::program("1.2.0") + "/" + name, 1 << 30), "a deb");
}

}  // namespace
}  // namespace sf
