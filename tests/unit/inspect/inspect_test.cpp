#include "inspect/inspect.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "unit/bundle/small_bundle.h"

namespace sf {
namespace {

using ::testing::HasSubstr;

class InspectTest : public ::testing::Test {
  protected:
    Inspection look(const std::string& location) {
        make_dirs(bundle_.scratch());
        return inspect(location, *http_, {keyring_, pinned_}, bundle_.scratch());
    }

    testing::SmallBundle bundle_;
    std::unique_ptr<Process> process_ = make_system_process();
    std::unique_ptr<Http> http_ = make_http();
    Keyring keyring_ = Keyring::ephemeral(*process_);
    std::set<std::string> pinned_;
};

TEST_F(InspectTest, ReadsTheBundleAndWhatLiesBesideIt) {
    const auto tarball = bundle_.make();
    const auto found = look(tarball);
    EXPECT_EQ(found.name, "slurm-24.11-bookworm-minimal-software.tar.gz");
    EXPECT_EQ(found.facts.slurm, "24.11.5");
    EXPECT_EQ(found.beside.checksum, found.facts.archive.sha256);
    ASSERT_TRUE(found.beside.provenance);
    EXPECT_TRUE(found.beside.provenance->of_this_file);
    EXPECT_TRUE(found.holds(false));
    EXPECT_FALSE(found.holds(true)) << "nobody signed it";
    EXPECT_EQ(look("file://" + tarball.string()).facts.archive.sha256, found.facts.archive.sha256);
}

TEST_F(InspectTest, AWrongChecksumContradicts) {
    const auto tarball = bundle_.make();
    write_file_atomic(tarball.string() + ".sha256", std::string(64, '0') + "  x\n");
    EXPECT_FALSE(look(tarball).holds(false));
    EXPECT_THAT(inspection_to_text(look(tarball), ""), HasSubstr("but the .sha256 beside it says 0000"));
}

TEST_F(InspectTest, SignaturesMustHoldWhereSignersAreNamed) {
    auto found = look(bundle_.make());
    found.beside.signatures = {{found.name + ".asc", found.name, "ABCD", ""}};
    EXPECT_TRUE(found.holds(true));
    found.beside.signatures.push_back({"p.asc", "p", "", "its key has expired"});
    EXPECT_FALSE(found.holds(true));
    EXPECT_TRUE(found.holds(false));
    found.beside.signatures = {{"p.asc", "p", "ABCD", ""}};
    EXPECT_FALSE(found.holds(true)) << "the tarball itself is not signed";
}

TEST_F(InspectTest, SaysItInWords) {
    const auto text = inspection_to_text(look(bundle_.make()), "flags\t\t: fpu sse");
    EXPECT_THAT(text, HasSubstr("Slurm        24.11.5 (release 24.11), flavour minimal, built for bookworm"));
    EXPECT_THAT(text, HasSubstr("x86_64_v3 (abm avx avx2 "));
    EXPECT_THAT(text, HasSubstr("this machine has not got it"));
    EXPECT_THAT(text, HasSubstr("signature    none beside it"));
    EXPECT_THAT(text, HasSubstr("came from buildcaches: hello"));
    EXPECT_THAT(text, HasSubstr("auth                     hello"));
    EXPECT_THAT(text, HasSubstr("https://example.org/slurm.tar.gz"));
    EXPECT_THAT(text, HasSubstr("+ fix.patch: it is broken"));
    EXPECT_LT(text.find("slurm 24.11.5 "), text.find("hello 1.0 ")) << "the larger one comes first";
}

TEST_F(InspectTest, SaysItInJson) {
    const auto json = inspection_to_json(look(bundle_.make()));
    EXPECT_EQ(json.at("target"), "x86_64_v3");
    EXPECT_EQ(json.at("features"), Json::array({"auth/hello"}));
    EXPECT_EQ(json.at("packages").at(1).at("name"), "slurm");
    EXPECT_GT(json.at("packages").at(1).at("bytes"), 0);
    EXPECT_EQ(json.at("beside").at("provenance").at("slurm_factory"), "1.2.3");
    EXPECT_TRUE(json.at("beside").at("proof").is_null());
}

TEST_F(InspectTest, RefusesWhatIsNoBundle) {
    EXPECT_THROW(look(bundle_.scratch().string() + "/"), Error);
    EXPECT_THROW(look("https://example.org/builds/.."), Error);
    EXPECT_THROW(look(bundle_.scratch() / "absent.tar.gz"), Error);
}

}  // namespace
}  // namespace sf
