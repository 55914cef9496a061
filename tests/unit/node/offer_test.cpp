#include "node/offer.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "sign/signer.h"
#include "unit/sign/test_keys.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

PublishedBuild published(const std::string& slurm, const std::string& target, const std::string& revoked = "") {
    PublishedBuild build;
    build.slurm = slurm;
    build.release = slurm.substr(0, 5);
    build.toolchain = "bookworm";
    build.flavour = "default";
    build.arch = "x86_64";
    build.target = target;
    build.glibc_floor = "2.34";
    build.revoked = revoked;
    return build;
}

class ChooseBuildTest : public ::testing::Test {
  protected:
    void offer(const PublishedBuild& build) { index_.builds[build.slurm + build.target] = build; }
    std::string chosen(const std::string& version) {
        try {
            const auto& build = choose_build(index_, {version, "bookworm", "default"}, machine_);
            return build.slurm + " " + build.target;
        } catch (const Error& error) {
            return error.message() + "; " + error.hint();
        }
    }

    BuildIndex index_;
    Machine machine_{"x86_64", "2.36", "flags\t\t: cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3\n"};
};

TEST_F(ChooseBuildTest, TakesTheNewestThatRunsHere) {
    EXPECT_THAT(chosen(""), HasSubstr("no builds at all"));
    offer(published("24.11.5", "x86_64"));
    offer(published("24.11.10", "x86_64"));
    offer(published("24.11.10", "x86_64_v2"));
    offer(published("24.11.10", "x86_64_v3"));
    offer(published("25.05.1", "x86_64_v3"));
    EXPECT_EQ(chosen(""), "24.11.10 x86_64_v2");
    EXPECT_EQ(chosen("24.11"), "24.11.10 x86_64_v2");
    EXPECT_EQ(chosen("24.11.5"), "24.11.5 x86_64");
    EXPECT_THAT(chosen("25.05"), HasSubstr("has no slurm@25.05 for bookworm (default) that runs on this machine"));
    machine_.glibc = "2.31";
    EXPECT_THAT(chosen("24.11"), HasSubstr("it has slurm@24.11.10 for bookworm"));
}

TEST_F(ChooseBuildTest, WhatWasRevokedIsNotTaken) {
    offer(published("24.11.4", "x86_64"));
    offer(published("24.11.5", "x86_64", "CVE-2026-1"));
    EXPECT_EQ(chosen("24.11"), "24.11.4 x86_64");
    EXPECT_THAT(chosen("24.11.5"), HasSubstr("was revoked: CVE-2026-1"));
}

TEST(SpecOfSlurm, NamesAVersionOrNone) {
    EXPECT_EQ(version_of_spec("slurm"), "");
    EXPECT_EQ(version_of_spec("slurm@24.11"), "24.11");
    for (const char* other : {"slurm@", "slurm-24.11.tar.gz", "munge@1"}) EXPECT_FALSE(version_of_spec(other)) << other;
}

class OfferTest : public ::testing::Test {
  protected:
    void SetUp() override { write_file_atomic(tarball_, "content"); }
    std::string refusal(const Offer& offer, bool unsigned_is_fine = false) {
        try {
            return "by " + verify_offer(offer, "content", {keyring_, pinned_, unsigned_is_fine});
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::source);
            return error.message() + "; " + error.hint();
        }
    }

    TempDir folder_{fs::temp_directory_path(), "sf-offer-test-"};
    const fs::path tarball_ = folder_.path() / "slurm.tar.gz";
    std::unique_ptr<Process> process_ = make_system_process();
    std::unique_ptr<Http> http_ = make_http();
    std::unique_ptr<Clock> clock_ = make_system_clock();
    Keyring keyring_ = Keyring::ephemeral(*process_);
    std::set<std::string> pinned_;
    TrustStore trust_{folder_.path() / "trust"};
};

TEST_F(OfferTest, AFileComesWithWhatLiesBesideIt) {
    EXPECT_FALSE(offer_of_file(tarball_).signature);
    write_file_atomic(tarball_.string() + ".asc", "signature");
    write_file_atomic(tarball_.string() + ".sha256", sha256_hex("content") + "  slurm.tar.gz\n");
    const OfferParts parts{*http_, trust_, *process_, *clock_, folder_.path(), false};
    for (const auto& offer : {offer_of_file(tarball_), offer_of_url("file://" + tarball_.string(), parts)}) {
        EXPECT_EQ(offer.signature, "signature");
        EXPECT_EQ(offer.sha256, sha256_hex("content"));
        EXPECT_EQ(read_file(offer.tarball), "content");
    }
    write_file_atomic(tarball_.string() + ".sha256", "no checksum\n");
    EXPECT_THROW(offer_of_file(tarball_), Error);
    EXPECT_THROW(offer_of_file(folder_.path() / "none.tar.gz"), Error);
}

TEST_F(OfferTest, NobodyVouchesForItUnlessTheSignatureHolds) {
    testing::TestKeys keys(*process_);
    const auto key = keys.make("Jane <jane@example.org>");
    Offer offer = offer_of_file(tarball_);
    EXPECT_THAT(refusal(offer), HasSubstr("no signature (.asc) beside it"));
    EXPECT_EQ(refusal(offer, true), "by ");
    offer.signature = Signer(SigningKey{key.fingerprint, key.secret_file, {}}, *process_).sign_detached(tarball_);
    EXPECT_THAT(refusal(offer), HasSubstr("no key is trusted on this machine"));
    keyring_.add(key.public_key, "a test");
    pinned_ = {key.fingerprint};
    EXPECT_EQ(refusal(offer), "by " + key.fingerprint);
    pinned_ = {std::string(40, 'A')};
    EXPECT_THAT(refusal(offer), HasSubstr("not trusted here"));
    write_file_atomic(tarball_, "another");
    pinned_ = {key.fingerprint};
    offer.signature = Signer(SigningKey{key.fingerprint, key.secret_file, {}}, *process_).sign_detached(tarball_);
    EXPECT_THAT(refusal(offer), HasSubstr("does not fit"));
}

TEST_F(OfferTest, TheChecksumCountsWhoeverSaysIt) {
    Offer offer = offer_of_file(tarball_);
    offer.sha256 = sha256_hex("another");
    EXPECT_THAT(refusal(offer, true), HasSubstr("checksum"));
    offer.listed_by = std::string(40, 'B');
    EXPECT_THAT(refusal(offer), HasSubstr("checksum"));
    offer.sha256 = sha256_hex("content");
    EXPECT_EQ(refusal(offer), "by " + offer.listed_by);
}

}  // namespace
}  // namespace sf
