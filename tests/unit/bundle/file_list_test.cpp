#include "bundle/file_list.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/hash.h"
#include "unit/relocate/compiled.h"

namespace sf {
namespace {

TEST(Files, AreListedWithHashesThatRelocationDoesNotChange) {
    const TempDir folder(fs::temp_directory_path(), "sf-manifest-test-");
    const auto root = folder.path();
    make_dirs(root / "view/bin");
    make_dirs(root / "manifest");
    const auto prefix = testing::padded("slurm-1-aaaa");
    write_file_atomic(root / "view/bin/tool", std::string("\x7f\0", 2) + prefix + "/bin", 0755);
    write_file_atomic(root / "view/plain", "plain");
    write_file_atomic(root / "manifest/other.json", "{}");
    fs::create_symlink("bin/tool", root / "view/link");
    const auto baked = find_baked_strings(root / "view");
    const FileOwners owners{{"bin/tool", "slurm"}, {"link", "slurm"}};
    const auto before = files_to_json(list_files(root, baked, owners));
    ASSERT_EQ(before.at("files").size(), 3U);
    EXPECT_EQ(before["files"][0]["path"], "view/bin/tool");
    EXPECT_EQ(before["files"][0]["mode"], "0755");
    EXPECT_EQ(before["files"][1],
              (Json{{"path", "view/link"}, {"type", "link"}, {"target", "bin/tool"}, {"package", "slurm"}}));
    EXPECT_EQ(before["files"][2]["sha256"], sha256_hex("plain"));
    EXPECT_EQ(before["files"][2]["size"], 5);
    EXPECT_EQ(before["files"][0]["package"], "slurm");
    EXPECT_FALSE(before["files"][2].contains("package"));
    EXPECT_EQ(list_files(root, baked, owners)[2].sha1, "68c46e84d76d2e7e686e5158bf598909abd4e45b");

    write_file_atomic(root / "view/bin/tool", std::string("\x7f\0", 2) + std::string(prefix.size(), '/') + "/bin",
                      0755);
    EXPECT_EQ(files_to_json(list_files(root, baked, owners)), before);
    write_file_atomic(root / "view/bin/tool", std::string("\x7f\0", 2) + prefix + "/BIN", 0755);
    EXPECT_NE(files_to_json(list_files(root, baked, owners)), before);
}

}  // namespace
}  // namespace sf
