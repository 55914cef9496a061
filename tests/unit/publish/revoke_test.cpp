#include "publish/revoke.h"

#include "base/error.h"
#include "publish/own_builds.h"
#include "unit/publish/small_root.h"

namespace sf {
namespace {

class RevokeBuildsTest : public testing::SmallRoot {
  protected:
    std::vector<PublishedBuild> revoke(const std::string& wanted, const std::string& reason,
                                       const std::string& toolchain = "") {
        RevokeRequest request;
        request.wanted = wanted;
        request.reason = reason;
        request.toolchain = toolchain;
        return revoke_builds(request, publisher(signer())).builds;
    }
    std::string reason() { return load_own_builds(root_, signer(), *process_).builds.begin()->second.revoked; }
};

TEST_F(RevokeBuildsTest, ABuildIsMarkedByAnyOfItsNamesAndMadeGoodAgain) {
    publish();
    for (const auto& name : {std::string("24.11"), std::string("24.11.5"), "/" + build_.facts.hash, build_.name}) {
        EXPECT_EQ(revoke(name, "a fault").size(), 1u) << name;
        EXPECT_EQ(reason(), "a fault");
        revoke(name, "");
        EXPECT_EQ(reason(), "");
    }
}

TEST_F(RevokeBuildsTest, PublishingItAgainDoesNotMakeItGood) {
    publish();
    revoke("24.11", "a fault");
    publish();
    EXPECT_EQ(reason(), "a fault");
}

TEST_F(RevokeBuildsTest, WhatIsNotThereIsAnError) {
    publish();
    EXPECT_THROW(revoke("25.11", "a fault"), Error);
    EXPECT_THROW(revoke("24.11", "a fault", "noble"), Error);
    EXPECT_EQ(reason(), "");
}

}  // namespace
}  // namespace sf
