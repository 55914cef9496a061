#include "buildcache/spec_file.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sign/signer.h"
#include "spec/spec.h"
#include "unit/sign/test_keys.h"

namespace sf {
namespace {

class SpecFileTest : public ::testing::Test {
  protected:
    SpecFileTest() {
        spec_.name = "zlib";
        spec_.version = "1.3.1";
        spec_.arch = {"linux", "debian12", "x86_64_v3"};
        spec_.package_hash = "abc";
        spec_.hash = dag_hash(spec_);
        keyring_.add(key_.public_key, "test");
    }

    std::string text() const { return spec_file_text(to_spec_json(spec_, {}), std::string(64, 'a')); }
    SpecFile verify(const std::string& name, const std::string& signed_text) {
        return verify_spec_file(keyring_, {key_.fingerprint}, signed_text, name, spec_.hash, "test");
    }

    std::unique_ptr<Process> process_ = make_system_process();
    testing::TestKeys keys_{*process_};
    testing::TestKey key_ = keys_.make("Jane Doe <jane@example.org>");
    Keyring keyring_ = Keyring::ephemeral(*process_);
    Spec spec_;
};

TEST_F(SpecFileTest, SaysTheSpecAndTheChecksumOfItsTarball) {
    EXPECT_NE(text().find("\"binary_cache_checksum\":{\n\"hash_algorithm\":\"sha256\",\n\"hash\":\"aaa"),
              std::string::npos);
    EXPECT_NE(text().find("\"buildcache_layout_version\":2,\n"), std::string::npos);
    const auto file = parse_spec_file(text(), "test");
    EXPECT_EQ(file.spec_json, to_spec_json(spec_, {}));
    EXPECT_EQ(file.tarball_sha256, std::string(64, 'a'));
}

TEST_F(SpecFileTest, OtherLayoutsAndChecksumsAreRefused) {
    for (const auto& [key, value] :
         std::map<std::string, Json>{{"buildcache_layout_version", 3},
                                     {"binary_cache_checksum", {{"hash_algorithm", "md5"}, {"hash", "abc"}}},
                                     {"binary_cache_checksum", "abc"}}) {
        Json json = parse_json(text(), "test");
        json[key] = value;
        EXPECT_THROW(parse_spec_file(compact_json(json), "test"), Error) << key;
        json.erase(key);
        EXPECT_THROW(parse_spec_file(compact_json(json), "test"), Error) << key;
    }
}

TEST_F(SpecFileTest, SignatureNameAndHashMustHold) {
    Signer signer({key_.fingerprint, key_.secret_file, {}}, *process_);
    const std::string good = signer.clearsign(text());
    EXPECT_EQ(verify("zlib", good).tarball_sha256, std::string(64, 'a'));
    EXPECT_THROW(verify("lz4", good), Error);
    EXPECT_THROW(verify("zlib", text()), Error);
    const auto other = keys_.make("Mallory");
    Signer intruder({other.fingerprint, other.secret_file, {}}, *process_);
    EXPECT_THROW(verify("zlib", intruder.clearsign(text())), Error);
    // A node that is not what its hash says, though it was signed.
    Json json = to_spec_json(spec_, {});
    json["spec"]["nodes"][0]["version"] = "1.3.2";
    EXPECT_THROW(verify("zlib", signer.clearsign(spec_file_text(json, std::string(64, 'a')))), Error);
}

TEST_F(SpecFileTest, WithoutASignatureTheRestMustHold) {
    Signer signer({key_.fingerprint, key_.secret_file, {}}, *process_);
    for (const auto& file : {text(), signer.clearsign(text())}) {
        EXPECT_EQ(check_unsigned_spec_file(file, "zlib", spec_.hash, "test").tarball_sha256, std::string(64, 'a'));
        EXPECT_THROW(check_unsigned_spec_file(file, "lz4", spec_.hash, "test"), Error);
    }
}

}  // namespace
}  // namespace sf
