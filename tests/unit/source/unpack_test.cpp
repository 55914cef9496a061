#include "source/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <thread>

#include "unit/source/fakes.h"

namespace sf {
namespace {

// Writes archives that no honest tool would write.
class ArchiveWriter {
  public:
    explicit ArchiveWriter(const fs::path& path, int (*filter)(archive*) = archive_write_add_filter_gzip,
                           int (*format)(archive*) = archive_write_set_format_pax_restricted)
        : archive_(archive_write_new()) {
        format(archive_);
        filter(archive_);
        archive_write_open_filename(archive_, path.c_str());
    }
    ArchiveWriter(const ArchiveWriter&) = delete;
    ~ArchiveWriter() { archive_write_free(archive_); }

    ArchiveWriter& file(const std::string& name, const std::string& content, unsigned mode = 0644,
                        time_t mtime = 1000000000) {
        archive_entry* entry = make(name, AE_IFREG, mode);
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_entry_set_mtime(entry, mtime, 0);
        put(entry, content);
        return *this;
    }
    ArchiveWriter& folder(const std::string& name) {
        put(make(name, AE_IFDIR, 0755), "");
        return *this;
    }
    ArchiveWriter& symlink(const std::string& name, const std::string& target) {
        archive_entry* entry = make(name, AE_IFLNK, 0777);
        archive_entry_set_symlink(entry, target.c_str());
        put(entry, "");
        return *this;
    }
    ArchiveWriter& hardlink(const std::string& name, const std::string& target) {
        archive_entry* entry = make(name, AE_IFREG, 0644);
        archive_entry_set_hardlink(entry, target.c_str());
        put(entry, "");
        return *this;
    }
    ArchiveWriter& device(const std::string& name) {
        archive_entry* entry = make(name, AE_IFCHR, 0666);
        archive_entry_set_rdev(entry, makedev(1, 3));
        put(entry, "");
        return *this;
    }

  private:
    static archive_entry* make(const std::string& name, unsigned type, unsigned mode) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, type);
        archive_entry_set_perm(entry, mode);
        return entry;
    }
    void put(archive_entry* entry, const std::string& content) {
        archive_write_header(archive_, entry);
        archive_write_data(archive_, content.data(), content.size());
        archive_entry_free(entry);
    }
    archive* archive_;
};

class Unpack : public testing::Test {
  protected:
    void refused(const std::string& why) {
        try {
            unpack_archive(tarball_, into_, {.only = "", .max_bytes = 1 << 20});
            ADD_FAILURE() << "was unpacked";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::source);
            EXPECT_THAT(error.message(), testing::HasSubstr(why));
        }
        EXPECT_FALSE(fs::exists(into_));
        EXPECT_FALSE(fs::exists(temp_.path() / "evil"));
        for (const auto& entry : fs::directory_iterator(temp_.path())) {
            EXPECT_FALSE(entry.path().filename().string().starts_with(".unpack-")) << entry.path();
        }
    }

    TempDir temp_{fs::temp_directory_path(), "sf-unpack-"};
    fs::path tarball_ = temp_.path() / "source.tar";
    fs::path into_ = temp_.path() / "src";
};

TEST_F(Unpack, StripsASingleTopFolder) {
    ArchiveWriter(tarball_).folder("zlib-1.3/").file("zlib-1.3/configure", "#!", 0755).file("zlib-1.3/a/b", "x");
    unpack_archive(tarball_, into_);
    EXPECT_EQ(read_file(into_ / "a/b"), "x");
    EXPECT_TRUE((fs::status(into_ / "configure").permissions() & fs::perms::owner_exec) != fs::perms::none);
}

TEST_F(Unpack, KeepsSeveralTopEntries) {
    ArchiveWriter(tarball_).file("README", "r").file("src/a.c", "a");
    unpack_archive(tarball_, into_);
    EXPECT_TRUE(fs::exists(into_ / "README"));
    EXPECT_TRUE(fs::exists(into_ / "src/a.c"));
}

int without_filter(archive*) {
    return ARCHIVE_OK;
}

TEST_F(Unpack, TakesAPackageOfDebian) {
    ArchiveWriter(tarball_, without_filter, archive_write_set_format_ar_bsd)
        .file("debian-binary", "2.0\n")
        .file("data.tar.xz", "packed");
    unpack_archive(tarball_, into_);
    EXPECT_EQ(read_file(into_ / "data.tar.xz"), "packed");
}

TEST_F(Unpack, TakesOneFolderOfALargeSource) {
    ArchiveWriter(tarball_)
        .folder("p")
        .file("p/a", "a")
        .file("p/lib/x", "x")
        .file("p/library", "no")
        .file("p/lib/d/y", "y");
    unpack_archive(tarball_, into_, {.only = "lib", .max_bytes = 1 << 20});
    EXPECT_TRUE(fs::exists(into_ / "lib/d/y"));
    EXPECT_FALSE(fs::exists(into_ / "a"));
    EXPECT_FALSE(fs::exists(into_ / "library"));
}

TEST_F(Unpack, MissesAFolderThatIsNotThere) {
    ArchiveWriter(tarball_).file("p/a", "a");
    EXPECT_THROW(unpack_archive(tarball_, into_, {.only = "lib", .max_bytes = 1 << 20}), Error);
    EXPECT_FALSE(fs::exists(into_));
}

TEST_F(Unpack, KeepsTimesAndDropsSetuid) {
    ArchiveWriter(tarball_).file("p/Makefile.in", "m", 04755, 1234567890);
    unpack_archive(tarball_, into_);
    struct stat info {};
    ASSERT_EQ(::stat((into_ / "Makefile.in").c_str(), &info), 0);
    EXPECT_EQ(info.st_mtime, 1234567890);
    EXPECT_EQ(info.st_mode & 07777, 0755u);
}

TEST_F(Unpack, ReadsEveryCompression) {
    for (auto filter : {archive_write_add_filter_none, archive_write_add_filter_bzip2, archive_write_add_filter_xz,
                        archive_write_add_filter_zstd}) {
        ArchiveWriter(tarball_, filter).file("p/a", "content");
        unpack_archive(tarball_, into_);
        EXPECT_EQ(read_file(into_ / "a"), "content");
        remove_tree(into_);
    }
}

TEST_F(Unpack, KeepsLinksThatStayInside) {
    ArchiveWriter(tarball_)
        .file("p/lib/a", "content")
        .symlink("p/b", "lib/a")
        .symlink("p/lib/up", "../lib")
        .hardlink("p/c", "p/lib/a");
    unpack_archive(tarball_, into_);
    EXPECT_EQ(read_file(into_ / "b"), "content");
    EXPECT_EQ(read_file(into_ / "lib/up/a"), "content");
    EXPECT_EQ(read_file(into_ / "c"), "content");
}

TEST_F(Unpack, RefusesTraversal) {
    ArchiveWriter(tarball_).file("p/a", "x").file("p/../../evil", "x");
    refused("leads out");
}

TEST_F(Unpack, RefusesAbsoluteNames) {
    ArchiveWriter(tarball_).file("/" + (temp_.path() / "evil").string(), "x");
    refused("absolute");
}

TEST_F(Unpack, RefusesLinksThatLeadOut) {
    ArchiveWriter(tarball_).file("p/a", "x").symlink("p/l", "../../evil");
    refused("leads out");
}

TEST_F(Unpack, RefusesAbsoluteLinks) {
    ArchiveWriter(tarball_).file("p/a", "x").symlink("p/l", "/etc/passwd");
    refused("absolute");
}

TEST_F(Unpack, RefusesHardLinksThatLeadOut) {
    ArchiveWriter(tarball_).file("p/a", "x").hardlink("p/l", "../../../etc/passwd");
    refused("leads out");
}

TEST_F(Unpack, RefusesToWriteThroughALink) {
    ArchiveWriter(tarball_).folder("p").folder("p/d").symlink("p/l", "d").file("p/l/x", "x");
    refused("p/l");
}

TEST_F(Unpack, RefusesAChainOfLinksThatLeadsOut) {
    ArchiveWriter(tarball_)
        .folder("p/x/y/z")
        .symlink("p/x/y/z/up", "../../..")
        .symlink("p/m", "x/y/z/up/../..")
        .file("p/a", "x");
    refused("chain of links");
}

TEST_F(Unpack, RefusesDevices) {
    ArchiveWriter(tarball_).file("p/a", "x").device("p/null");
    refused("device");
}

TEST_F(Unpack, RefusesMoreThanTheLimit) {
    ArchiveWriter(tarball_).file("p/zeros", std::string(3 << 20, '\0'));
    refused("more than the limit");
}

TEST_F(Unpack, InSeveralThreadsLeavesTheUmaskAlone) {
    const mode_t before = ::umask(022);
    {
        ArchiveWriter writer(tarball_);
        for (int i = 0; i < 300; ++i) writer.file("p/" + std::to_string(i), "x");
    }
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&, i] { unpack_archive(tarball_, temp_.path() / std::to_string(i)); });
    }
    EXPECT_EQ(::umask(before), 022U);
}

TEST_F(Unpack, RefusesWhatIsNoArchive) {
    write_file_atomic(tarball_, "<html>404</html>");
    refused("cannot be unpacked");
}

TEST_F(Unpack, RefusesATruncatedArchive) {
    ArchiveWriter(tarball_).file("p/a", std::string(100000, 'x')).file("p/b", "y");
    const std::string whole = read_file(tarball_);
    write_file_atomic(tarball_, whole.substr(0, whole.size() / 2));
    refused("cannot be unpacked");
}

TEST_F(Unpack, ReadsOneFileOfAnArchive) {
    for (auto* filter : {archive_write_add_filter_gzip, archive_write_add_filter_zstd}) {
        ArchiveWriter(tarball_, filter).folder("manifest/").file("./manifest/a.json", "{}").file("view/b", "b");
        EXPECT_EQ(file_in_archive(tarball_, "manifest/a.json"), "{}");
        EXPECT_EQ(file_in_archive(tarball_, "view/b"), "b");
        EXPECT_EQ(file_in_archive(tarball_, "a.json"), std::nullopt);
        EXPECT_THROW(file_in_archive(tarball_, "manifest/a.json", 1), Error);
    }
    write_file_atomic(tarball_, "no archive");
    EXPECT_THROW(file_in_archive(tarball_, "a"), Error);
}

}  // namespace
}  // namespace sf
