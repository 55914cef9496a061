#include "catalog/os_release.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

TEST(OsReleaseTest, ReadsQuotedAndPlainValues) {
    const OsRelease os = parse_os_release(
        "# a comment\nPRETTY_NAME=\"AlmaLinux 9.4 (Seafoam Ocelot)\"\nID='almalinux'\nID_LIKE=\"rhel centos  fedora\"\n"
        "VERSION_ID=\"9.4\"\nVERSION_CODENAME=none\n");
    EXPECT_EQ(os.pretty_name, "AlmaLinux 9.4 (Seafoam Ocelot)");
    EXPECT_EQ(os.id, "almalinux");
    EXPECT_EQ(os.id_like, (std::vector<std::string>{"rhel", "centos", "fedora"}));
    EXPECT_EQ(os.version_id, "9.4");
    EXPECT_EQ(os.codename, "none");
}

TEST(OsReleaseTest, RefusesWhatNamesNoOs) {
    const TempDir folder(fs::temp_directory_path(), "os-release-");
    EXPECT_THROW(read_os_release(folder.path() / "absent"), Error);
    write_file_atomic(folder.path() / "rolling", "ID=arch\n");
    EXPECT_THROW(read_os_release(folder.path() / "rolling"), Error);
}

}  // namespace
}  // namespace sf
