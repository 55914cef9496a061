#include "bundle/bundle_entries.h"

#include <gmock/gmock.h>

#include <memory>

#include "base/error.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

class BundleEntriesTest : public ::testing::Test {
  protected:
    BundleEntry check(const std::string& path, mode_t type, std::int64_t size = 0, const char* link = nullptr) {
        struct Free {
            void operator()(archive_entry* entry) const { archive_entry_free(entry); }
        };
        const std::unique_ptr<archive_entry, Free> entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), path.c_str());
        archive_entry_set_filetype(entry.get(), type);
        archive_entry_set_size(entry.get(), size);
        if (link != nullptr) archive_entry_set_symlink(entry.get(), link);
        return entries_.check(entry.get());
    }

    std::string refusal(const std::string& path, mode_t type, std::int64_t size = 0, const char* link = nullptr) {
        try {
            check(path, type, size, link);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::source);
            EXPECT_THAT(error.message(), HasSubstr("b.tar.gz"));
            return error.message();
        }
        ADD_FAILURE() << path << " was taken";
        return "";
    }

    static constexpr std::uint64_t kPacked = 100;
    BundleEntries entries_{"b.tar.gz", kPacked};
};

TEST_F(BundleEntriesTest, SaysWhatAnEntryIs) {
    EXPECT_EQ(check("./view/", AE_IFDIR).kind, BundleEntry::Kind::folder);
    const auto file = check("./view//srun", AE_IFREG, 7);
    EXPECT_EQ(file.kind, BundleEntry::Kind::file);
    EXPECT_EQ(file.path, "view/srun");
    EXPECT_EQ(file.bytes, 7U);
    EXPECT_EQ(file.document, "");
    EXPECT_EQ(check("view/link", AE_IFLNK, 0, "srun").kind, BundleEntry::Kind::link);
    EXPECT_EQ(check("manifest/sbom.spdx.json", AE_IFREG, 2).document, "sbom.spdx");
    EXPECT_TRUE(entries_.has("view/srun"));
    EXPECT_FALSE(entries_.has("view")) << "a folder";
}

TEST_F(BundleEntriesTest, RefusesWhatNoBundleHas) {
    check("view/srun", AE_IFREG);
    EXPECT_THAT(refusal("view/srun", AE_IFREG), HasSubstr("is in it twice"));
    EXPECT_THAT(refusal("view/pipe", AE_IFIFO), HasSubstr("neither file, folder nor symbolic link"));
    for (const auto* path : {"manifest/folder/a.json", "manifest/a.txt", "manifest/.json"})
        EXPECT_THAT(refusal(path, AE_IFREG), HasSubstr("no document of a manifest"));
    EXPECT_THAT(refusal("manifest/link.json", AE_IFLNK, 0, "a.json"), HasSubstr("no document of a manifest"));
    for (const auto* path : {"/etc/passwd", "../passwd"}) refusal(path, AE_IFREG);
    refusal("view/out", AE_IFLNK, 0, "../../etc");
}

TEST_F(BundleEntriesTest, RefusesWhatIsLargerThanAnyBundle) {
    EXPECT_THAT(refusal("manifest/a.json", AE_IFREG, (32 << 20) + 1), HasSubstr("manifest is larger"));
    EXPECT_THAT(refusal("view/a", AE_IFREG, (1LL << 30) + 1), HasSubstr("larger than any bundle's files"));
    EXPECT_THAT(refusal("view/b", AE_IFREG, -1), HasSubstr("larger than any bundle's files"));
    const auto most = static_cast<std::int64_t>(BundleEntries::most_unpacked(kPacked));
    check("view/c", AE_IFREG, most - 1);
    check("view/d", AE_IFREG, 1);
    EXPECT_THAT(refusal("view/e", AE_IFREG, 1), HasSubstr("unpacks to more than any bundle"));
}

}  // namespace
}  // namespace sf
