#include "image/layer_writer.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files.h"
#include "base/process.h"
#include "bundle/gzip_members.h"

namespace sf {
namespace {

class LayerWriterTest : public ::testing::Test {
  protected:
    LayerWriterTest() { make_dirs(blobs()); }

    fs::path blobs() const { return folder_.path() / "blobs"; }
    std::string listing(const ImageLayer& layer) const {
        Command tar;
        tar.argv = {"tar", "--numeric-owner", "--utc", "-tvzf", (blobs() / layer.blob.sha256).string()};
        return run_checked(*make_system_process(), tar, "tar");
    }

    TempDir folder_{fs::temp_directory_path(), "sf-layer-"};
};

TEST_F(LayerWriterTest, EntriesHaveTheirOwnersAndFoldersComeByThemselves) {
    LayerWriter writer(blobs(), "things", 1735689600);
    writer.add_text("etc/slurm/a", "x", {0640, 981, 982});
    writer.add_folder("etc/slurm");
    writer.add_folder("var/spool", {01777, 7, 8});
    writer.add_link("usr/bin/a", "b");
    const auto layer = writer.finish();
    EXPECT_EQ(listing(layer),
              "drwxr-xr-x 0/0               0 2025-01-01 00:00 etc/\n"
              "drwxr-xr-x 0/0               0 2025-01-01 00:00 etc/slurm/\n"
              "-rw-r----- 981/982           1 2025-01-01 00:00 etc/slurm/a\n"
              "drwxr-xr-x 0/0               0 2025-01-01 00:00 var/\n"
              "drwxrwxrwt 7/8               0 2025-01-01 00:00 var/spool/\n"
              "drwxr-xr-x 0/0               0 2025-01-01 00:00 usr/\n"
              "drwxr-xr-x 0/0               0 2025-01-01 00:00 usr/bin/\n"
              "lrwxrwxrwx 0/0               0 2025-01-01 00:00 usr/bin/a -> b\n");
    EXPECT_EQ(layer.what, "things");
}

TEST_F(LayerWriterTest, IsNamedByItsBytesAndByThoseOfItsArchive) {
    LayerWriter writer(blobs(), "", 1);
    writer.add_text("a", std::string(3'000'000, 'x'));
    const auto layer = writer.finish();
    const auto file = blobs() / layer.blob.sha256;
    EXPECT_EQ(sha256_file(file), layer.blob.sha256);
    EXPECT_EQ(fs::file_size(file), layer.blob.bytes);
    const auto bytes = read_file(file);
    std::string plain;
    GzipMembers members(bytes, "layer", 1 << 24);
    while (const auto member = members.next()) plain += *member;
    EXPECT_EQ(sha256_hex(plain), layer.diff_id);
}

TEST_F(LayerWriterTest, WhatIsTakenFromARootLosesOwnersSetuidBitsAndDevices) {
    const auto root = folder_.path() / "root";
    make_dirs(root / "tmp");
    fs::permissions(root / "tmp", fs::perms::all | fs::perms::sticky_bit);
    write_file_atomic(root / "su", "x", 0755);
    ASSERT_EQ(::chmod((root / "su").c_str(), 06755), 0);
    ASSERT_EQ(::mkfifo((root / "fifo").c_str(), 0644), 0);
    LayerWriter writer(blobs(), "", 1735689600);
    walk_sorted(root, [&](const auto& entry, const auto& name) { writer.add_entry(name, entry); });
    EXPECT_EQ(listing(writer.finish()),
              "-rwxr-xr-x 0/0               1 2025-01-01 00:00 su\n"
              "drwxrwxrwt 0/0               0 2025-01-01 00:00 tmp/\n");
}

}  // namespace
}  // namespace sf
