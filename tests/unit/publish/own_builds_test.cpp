#include "publish/own_builds.h"

#include "base/error.h"
#include "publish/places.h"
#include "publish/trusted_builds.h"
#include "unit/publish/small_root.h"

namespace sf {
namespace {

class OwnBuildsTest : public testing::SmallRoot {
  protected:
    BuildIndex update(const std::function<void(BuildIndex&)>& change) {
        return update_builds({root_, signer(), *process_, clock_}, change);
    }
    TrustedBuilds trusted() { return load_trusted_builds(root_, trust_, *process_, clock_, false); }

    TrustStore trust_{folder_.path() / "trust"};
};

TEST_F(OwnBuildsTest, WhatSomebodyElsePublishedMeanwhileStays) {
    int calls = 0;
    update([&](BuildIndex& index) {
        if (++calls == 1) update([](BuildIndex& theirs) { theirs.caches.insert("theirs"); });
        index.caches.insert("ours");
    });
    EXPECT_EQ(calls, 2);
    const auto now = load_own_builds(root_, signer(), *process_);
    EXPECT_EQ(now.caches, (std::set<std::string>{"ours", "theirs"}));
    EXPECT_EQ(now.serial, 2u);
}

TEST_F(OwnBuildsTest, AnotherKeyDoesNotTakeItOver) {
    update([](BuildIndex&) {});
    SigningKey other;
    other.key_file = keys_.make("Mallory").secret_file;
    Signer intruder(other, *process_);
    EXPECT_THROW(load_own_builds(root_, intruder, *process_), Error);
}

TEST_F(OwnBuildsTest, AReaderTakesNoOlderAndNoExpiredOne) {
    update([](BuildIndex&) {});
    try {
        trusted();
        FAIL() << "nobody is trusted yet";
    } catch (const Error& error) {
        EXPECT_NE(error.hint().find("--mirror " + root_.url() + " --install"), std::string::npos) << error.hint();
    }
    trust_.trust(root_.url(), key_.fingerprint, signer().public_key());
    const std::string first = read_file(root_folder_ / places::kBuildIndex);
    EXPECT_EQ(trusted().index.serial, 1u);
    update([](BuildIndex&) {});
    EXPECT_EQ(trusted().index.serial, 2u);
    EXPECT_EQ(trusted().fingerprint, key_.fingerprint);
    root_.put(places::kBuildIndex, first);
    EXPECT_THROW(trusted(), Error);
    update([](BuildIndex& index) { index.serial = 5; });
    clock_.unix_time += 91 * 24 * 60 * 60;
    EXPECT_THROW(trusted(), Error);
    EXPECT_EQ(load_trusted_builds(root_, trust_, *process_, clock_, true).index.serial, 6u);
}

}  // namespace
}  // namespace sf
