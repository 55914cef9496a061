#include "buildcache/tarball.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/text.h"
#include "buildcache/build_info.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class TarballTest : public testing::SmallCache {
  protected:
    Json info() {
        return make_build_info(store_.path(tool_), padded_prefix(tool_),
                               {{tool_.hash, padded_prefix(tool_)}, {hello_.hash, padded_prefix(hello_)}});
    }
    PackageTarball write(const fs::path& file) {
        return write_package_tarball(store_.path(tool_), padded_prefix(tool_), info(), file, 1);
    }
};

TEST_F(TarballTest, MembersAreInSpacksOrder) {
    const fs::path file = folder_.path() / "t";
    const auto result = write(file);
    EXPECT_EQ(result.sha256, sha256_file(file));
    EXPECT_EQ(result.bytes, fs::file_size(file));
    EXPECT_EQ(result.unpacked_bytes % 10240, 0u);
    const std::string p = padded_prefix(tool_).substr(1);
    const auto parent = fs::path(p).parent_path().string();
    std::vector<std::string> expected = {"opt/", "opt/slurm-factory/", parent + "/", p + "/"};
    for (const char* name : {"/link", "/.spack/", "/.spack/spec.json", "/bin/", "/bin/tool", "/etc/", "/etc/paths",
                             "/etc/empty/", "/share/", "/share/tool", "/.spack/binary_distribution"})
        expected.push_back(p + name);
    EXPECT_EQ(testing::sh("tar -tzf " + file.string()), join(expected, "\n") + "\n");
}

TEST_F(TarballTest, TheSamePackageGivesTheSameBytes) {
    const auto first = write(folder_.path() / "a");
    fs::last_write_time(store_.path(tool_) / "bin/tool", fs::file_time_type::clock::now());
    EXPECT_EQ(write(folder_.path() / "b").sha256, first.sha256);
    EXPECT_EQ(read_file(folder_.path() / "a").substr(0, 10), std::string("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10));
}

}  // namespace
}  // namespace sf
