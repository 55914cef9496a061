#include "buildcache/extract.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "bundle/compression.h"

namespace sf {
namespace {

struct Member {
    std::string name;
    unsigned type = AE_IFREG;
    std::string content;  // or the target of a link
    unsigned mode = 0644;
    bool hard_link = false;
};

std::string tar_of(const std::vector<Member>& members) {
    std::string bytes(1 << 20, '\0');
    std::size_t used = 0;
    archive* writer = archive_write_new();
    archive_write_set_format_pax_restricted(writer);
    archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
    for (const auto& member : members) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, member.name.c_str());
        archive_entry_set_perm(entry, static_cast<__LA_MODE_T>(member.mode));
        if (!member.hard_link) archive_entry_set_filetype(entry, member.type);
        if (member.hard_link) archive_entry_set_hardlink(entry, member.content.c_str());
        if (member.type == AE_IFLNK) archive_entry_set_symlink(entry, member.content.c_str());
        const bool file = member.type == AE_IFREG && !member.hard_link;
        archive_entry_set_size(entry, file ? static_cast<la_int64_t>(member.content.size()) : 0);
        archive_write_header(writer, entry);
        if (file) archive_write_data(writer, member.content.data(), member.content.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    bytes.resize(used);
    return bytes;
}

class ExtractTest : public ::testing::Test {
  protected:
    // "" if it is taken, else why not.
    std::string refusal(const std::vector<Member>& members, long long more_bytes = 0) {
        const std::string tar = tar_of(members);
        const std::string blob = compressor_of(Compression::gzip).compress(tar, 6);
        IndexedPackage package;
        package.name = "zlib";
        package.prefix = "/old/store/zlib-1-abc";
        package.tarball = {sha256_hex(blob), blob.size()};
        package.unpacked_bytes = tar.size() + static_cast<std::uint64_t>(more_bytes);
        const PrefixMap prefixes(std::map<std::string, std::string>{{package.prefix, "/new/zlib-1-abc"}});
        into_ = folder_.path() / std::to_string(++count_);
        make_dirs(into_);
        try {
            unmoved_ = extract_package(blob, {"blob", package, package.prefix.substr(1), prefixes, {"/new/zlib-1-abc"}},
                                       into_);
        } catch (const Error& e) {
            return e.message();
        }
        return "";
    }

    static Member in(const std::string& name, unsigned type = AE_IFREG, const std::string& content = "x") {
        return {"old/store/zlib-1-abc/" + name, type, content};
    }

    TempDir folder_{fs::temp_directory_path(), "sf-extract-"};
    fs::path into_;
    std::vector<fs::path> unmoved_;
    int count_ = 0;
};

TEST_F(ExtractTest, FilesFoldersAndLinksArriveMoved) {
    const std::string prefix = "/old/store/zlib-1-abc";
    Member program = in("bin/x");
    program.mode = 0755;
    ASSERT_EQ(refusal({{"old/", AE_IFDIR, "", 0755},
                       {"old/store/zlib-1-abc/", AE_IFDIR, "", 0755},
                       program,
                       in("lib/libz.so", AE_IFLNK, "libz.so.1"),
                       in("lib/libz.so.1"),
                       in("text", AE_IFREG, prefix + "/lib"),
                       {"old/store/zlib-1-abc/twin", AE_IFREG, "old/store/zlib-1-abc/text", 0644, true},
                       in("absolute", AE_IFLNK, prefix + "/text"),
                       in(".spack/x", AE_IFREG, prefix)}),
              "");
    EXPECT_EQ(read_file(into_ / "text"), "/new/zlib-1-abc/lib");
    EXPECT_EQ(read_file(into_ / "twin"), "/new/zlib-1-abc/lib");
    EXPECT_EQ(read_file(into_ / "lib/libz.so"), "x");
    EXPECT_EQ(fs::read_symlink(into_ / "absolute"), "/new/zlib-1-abc/text");
    EXPECT_EQ(read_file(into_ / ".spack/x"), prefix);
    EXPECT_EQ(fs::status(into_ / "bin/x").permissions(), static_cast<fs::perms>(0555));
    EXPECT_EQ(fs::status(into_ / "text").permissions(), static_cast<fs::perms>(0444));
    EXPECT_EQ(unmoved_, (std::vector<fs::path>{"bin/x", "lib/libz.so.1"}));
}

TEST_F(ExtractTest, NamesThatLeadOutAreRefused) {
    for (const char* name : {"/etc/passwd", "../x", "old/store/zlib-1-abc/../../x", "elsewhere/x",
                             "old/store/zlib-1-abcd/x", "old/store/zlib-1-abc", "old"})
        EXPECT_NE(refusal({{name, AE_IFREG, "x"}}), "") << name;
}

TEST_F(ExtractTest, LinksThatLeadOutAreRefused) {
    for (const char* target :
         {"/etc/passwd", "../x", "lib/../../x", "/old/store/zlib-1-abc/../x", "/old/store/zlib-1-abcd"})
        EXPECT_NE(refusal({in("link", AE_IFLNK, target)}), "") << target;
    // Each of the two stays inside by itself.
    EXPECT_NE(refusal({in("a/up", AE_IFLNK, ".."), in("b", AE_IFLNK, "a/up/../x")}), "");
    for (const char* target : {"/etc/passwd", "../x", "old/store/x", "old/store/zlib-1-abc/none"})
        EXPECT_NE(refusal({{"old/store/zlib-1-abc/hard", AE_IFREG, target, 0644, true}}), "") << target;
}

TEST_F(ExtractTest, NothingIsWrittenThroughALink) {
    const fs::path outside = folder_.path() / "outside";
    make_dirs(outside);
    EXPECT_NE(refusal({in("lib", AE_IFLNK, outside.string()), in("lib/x")}), "");
    EXPECT_NE(refusal({in("lib", AE_IFLNK, "."), in("lib/x")}), "");
    EXPECT_TRUE(fs::is_empty(outside));
}

TEST_F(ExtractTest, DevicesPipesAndSetuidAreRefused) {
    for (const unsigned type : {AE_IFCHR, AE_IFBLK, AE_IFIFO}) EXPECT_NE(refusal({in("x", type)}), "") << type;
    for (const unsigned mode : {04755U, 02755U, 01755U}) {
        Member member = in("x");
        member.mode = mode;
        EXPECT_NE(refusal({member}), "") << mode;
    }
}

TEST_F(ExtractTest, OneNameTwiceIsRefused) {
    EXPECT_NE(refusal({in("x"), in("x")}), "");
    EXPECT_NE(refusal({in("x"), in("x", AE_IFLNK, "y")}), "");
    EXPECT_NE(refusal({in("x"), in("x/y")}), "");
}

TEST_F(ExtractTest, OtherSizesAreRefused) {
    EXPECT_EQ(refusal({in("x")}), "");
    EXPECT_NE(refusal({in("x")}, 1), "");
    EXPECT_NE(refusal({in("x")}, -1), "");
    EXPECT_NE(refusal({in("x", AE_IFREG, std::string(500'000, '\0'))}, -400'000).find("more than it should"),
              std::string::npos);
}

TEST_F(ExtractTest, WhatIsNoArchiveIsRefused) {
    IndexedPackage package;
    package.prefix = "/p";
    package.unpacked_bytes = 100;
    const PrefixMap prefixes({});
    for (const std::string& tar : {std::string(), std::string("rubbish"), std::string(100, 'x')}) {
        const std::string blob = compressor_of(Compression::gzip).compress(tar, 6);
        package.tarball = {sha256_hex(blob), blob.size()};
        EXPECT_THROW(extract_package(blob, {"blob", package, "p", prefixes, {}}, folder_.path()), Error);
    }
}

}  // namespace
}  // namespace sf
