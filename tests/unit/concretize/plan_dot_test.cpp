#include <gtest/gtest.h>

#include "concretize/concretize.h"
#include "unit/catalog/small_catalog.h"

namespace sf {
namespace {

class PlanDotTest : public testing::Test {
  protected:
    std::string dot() {
        catalog_ = small_.load();
        Request request;
        request.slurm_version = "24.11";
        request.toolchain = "bookworm";
        request.flavour = "minimal";
        plan_ = concretize(request, catalog_, {});
        return plan_to_dot(plan_);
    }

    static bool has_line(const std::string& text, const std::string& line) {
        return text.find("\n    " + line + "\n") != std::string::npos;
    }

    SmallCatalog small_;
    Catalog catalog_ = small_.load();
    Plan plan_;
};

TEST_F(PlanDotTest, HasEveryPackageAndEveryDependencyOnce) {
    const std::string text = dot();
    EXPECT_TRUE(text.starts_with("digraph \"slurm-24.11.5\" {\n"));
    EXPECT_TRUE(text.ends_with("}\n"));
    for (const PlannedPackage& planned : plan_.packages) {
        EXPECT_NE(text.find("label=\"" + planned.spec.name + "\\n" + planned.spec.version + "\""), std::string::npos);
        for (const Edge& edge : planned.spec.dependencies) {
            const std::string arrow = "\"" + planned.spec.name + "\" -> \"" + edge.name + "\"";
            EXPECT_NE(text.find(arrow), std::string::npos) << arrow;
            EXPECT_EQ(text.find(arrow), text.rfind(arrow)) << arrow;
        }
    }
    EXPECT_EQ(dot(), text);
}

TEST_F(PlanDotTest, ShowsRootsBuildToolsAndKindsOfDependencies) {
    small_.append("packages/zlib.yaml", "shipped: false\n");
    small_.replace("packages/munge.yaml", "name: zlib, types: [build, link]", "name: zlib, types: [build]");
    small_.replace("packages/slurm.yaml", "name: curl, types: [build, link]", "name: curl, types: [build, run]");
    const std::string text = dot();
    EXPECT_TRUE(has_line(text, R"("slurm" [label="slurm\n24.11.5", style="rounded,filled"];)")) << text;
    EXPECT_TRUE(has_line(text, R"("zlib" [label="zlib\n1.3.1", style="rounded,dashed"];)")) << text;
    EXPECT_TRUE(has_line(text, R"("openssl" -> "zlib" [style=solid, edgetooltip="build, link"];)")) << text;
    EXPECT_TRUE(has_line(text, R"("munge" -> "zlib" [style=dashed, edgetooltip="build"];)")) << text;
    EXPECT_TRUE(has_line(text, R"("slurm" -> "curl" [style=dotted, edgetooltip="build, run"];)")) << text;
}

TEST_F(PlanDotTest, EscapesWhatWouldEndAString) {
    dot();
    plan_.packages.back().spec.version = R"(24"11\x)";
    EXPECT_NE(plan_to_dot(plan_).find(R"(label="slurm\n24\"11\\x")"), std::string::npos) << plan_to_dot(plan_);
}

}  // namespace
}  // namespace sf
