#include "inspect/beside.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"
#include "sign/signer.h"
#include "unit/sign/test_keys.h"

namespace sf {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class BesideTest : public ::testing::Test {
  protected:
    BesideTest() { write_file_atomic(tarball_, "the tarball"); }

    FoundBeside look() {
        const auto mirror = open_mirror(folder_.path().string(), *http_);
        return look_beside(*mirror, "b.tar.gz", tarball_, sha256_hex("the tarball"), {keyring_, pinned_},
                           folder_.path());
    }
    void put(const std::string& ending, const Json& json) {
        write_file_atomic(tarball_.string() + ending, json.dump());
    }
    void sign(const testing::TestKey& key) {
        Signer signer(SigningKey{key.fingerprint, key.secret_file, {}}, *process_);
        write_file_atomic(tarball_.string() + ".asc", signer.sign_detached(tarball_));
    }
    void trust(const testing::TestKey& key) {
        keyring_.add(key.public_key, "a test");
        pinned_.insert(key.fingerprint);
    }

    std::unique_ptr<Process> process_ = make_system_process();
    std::unique_ptr<Http> http_ = make_http();
    testing::TestKeys keys_{*process_};
    Keyring keyring_ = Keyring::ephemeral(*process_);
    std::set<std::string> pinned_;
    TempDir folder_{fs::temp_directory_path(), "sf-beside-"};
    fs::path tarball_ = folder_.path() / "b.tar.gz";
};

TEST_F(BesideTest, NothingNeedBeThere) {
    const auto found = look();
    EXPECT_EQ(found.checksum, "");
    EXPECT_THAT(found.signatures, IsEmpty());
    EXPECT_FALSE(found.proof);
    EXPECT_FALSE(found.provenance);
}

TEST_F(BesideTest, ASignatureOfATrustedKeyHolds) {
    const auto jane = keys_.make("Jane");
    trust(jane);
    sign(jane);
    const auto found = look();
    ASSERT_EQ(found.signatures.size(), 1U);
    EXPECT_EQ(found.signatures[0].file, "b.tar.gz.asc");
    EXPECT_EQ(found.signatures[0].signer, jane.fingerprint);
    EXPECT_EQ(found.signatures[0].fault, "");
}

TEST_F(BesideTest, OneOfAnotherKeyOrAnotherFileDoesNot) {
    const auto jane = keys_.make("Jane"), joe = keys_.make("Joe");
    trust(jane);
    sign(joe);
    EXPECT_THAT(look().signatures.at(0).fault, HasSubstr("not trusted"));
    EXPECT_EQ(look().signatures.at(0).signer, "");
    sign(jane);
    write_file_atomic(tarball_, "another");
    EXPECT_THAT(look().signatures.at(0).fault, HasSubstr("does not fit"));
}

TEST_F(BesideTest, TheProofMustBeOfThisFile) {
    Json proof{{"sha256", sha256_hex("the tarball")},
               {"passed", true},
               {"toolchain", "bookworm"},
               {"checks", Json::array({1, 2})}};
    put(".proof.json", proof);
    EXPECT_TRUE(look().proof->of_this_file);
    EXPECT_TRUE(look().proof->passed);
    EXPECT_EQ(look().proof->checks, 2U);
    proof["sha256"] = "other";
    put(".proof.json", proof);
    EXPECT_FALSE(look().proof->of_this_file);
    put(".proof.json", {{"sha256", 7}});
    EXPECT_THROW(look(), Error);
}

TEST_F(BesideTest, TheProvenanceSaysWhatCameFromBuildcaches) {
    const Json dependencies = Json::array({Json{{"name", "openssl-3.5.7"}, {"uri", "https://example.org/o.tar.gz"}},
                                           Json{{"name", "gcc-12"}, {"uri", "pkg:deb/debian/gcc-12@12.2.0-14"}}});
    const Json statement{{"subject", Json::array({Json{{"digest", {{"sha256", sha256_hex("the tarball")}}}}})},
                         {"predicate",
                          {{"buildDefinition",
                            {{"resolvedDependencies", dependencies},
                             {"internalParameters", {{"from_buildcaches", Json::array({"openssl"})}}}}},
                           {"runDetails",
                            {{"builder", {{"version", {{"slurm-factory", "1.2.3"}}}}},
                             {"metadata", {{"finishedOn", "2026-11-21T00:00:00Z"}}}}}}}};
    put(".intoto.jsonl", statement);
    const auto found = look().provenance;
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->of_this_file);
    EXPECT_EQ(found->program_version, "1.2.3");
    EXPECT_EQ(found->sources, 1U);
    EXPECT_EQ(found->root_packages, 1U);
    EXPECT_THAT(found->from_buildcaches, ElementsAre("openssl"));
    put(".intoto.jsonl", Json::array());
    EXPECT_THROW(look(), Error);
}

TEST_F(BesideTest, TheChecksumIsTheFirstWord) {
    write_file_atomic(tarball_.string() + ".sha256", "abc  b.tar.gz\n");
    EXPECT_EQ(look().checksum, "abc");
}

}  // namespace
}  // namespace sf
