#include "relocate/mapped_file.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

TEST(MappedFileTest, ComparesContent) {
    const TempDir folder(fs::temp_directory_path(), "sf-mapped-");
    const fs::path a = folder.path() / "a", b = folder.path() / "b";
    write_file_atomic(a, "text");
    write_file_atomic(b, "text");
    EXPECT_TRUE(same_content(a, b));
    write_file_atomic(b, "");
    EXPECT_FALSE(same_content(a, b));
    EXPECT_EQ(MappedFile(b).bytes(), "");
    EXPECT_THROW(same_content(a, folder.path() / "none"), Error);
}

}  // namespace
}  // namespace sf
