#include "buildcache/check.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "buildcache/layout.h"
#include "buildcache/manifest.h"
#include "unit/buildcache/small_cache.h"

namespace sf {
namespace {

class CheckTest : public testing::SmallCache {
  protected:
    std::vector<CheckFault> check(const Index& index) {
        return check_buildcache({key_.fingerprint, key_.public_key, home_.tmp(), 2}, index, *mirror_, *process_,
                                progress_);
    }
};

TEST_F(CheckTest, NamesWhatIsFaulty) {
    push();
    EXPECT_TRUE(check(index()).empty());
    tamper(layout::blob(index().packages.at(hello_.hash).tarball.sha256), flip_a_bit);
    const auto faults = check(index());
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_EQ(faults[0].package, "hello/" + hello_.hash);
    EXPECT_NE(faults[0].what.find("checksum"), std::string::npos);
}

TEST_F(CheckTest, AManifestOfAnotherSignerIsFaulty) {
    push();
    const auto other = keys_.make("Mallory");
    Signer intruder({other.fingerprint, other.secret_file, {}}, *process_);
    Index index = this->index();
    auto& package = index.packages.at(hello_.hash);
    const std::string manifest =
        intruder.clearsign(manifest_text({{layout::kTarball, "gzip", package.tarball.sha256, package.tarball.bytes},
                                          {layout::kSpec, "gzip", package.spec.sha256, package.spec.bytes}}));
    tamper(layout::spec_manifest("hello", "1.0", hello_.hash), [&](std::string& content) { content = manifest; });
    package.manifest = {sha256_hex(manifest), manifest.size()};
    ASSERT_EQ(check(index).size(), 1u);
    EXPECT_NE(check(index)[0].what.find("not trusted here"), std::string::npos);
}

}  // namespace
}  // namespace sf
