#include "bundle/contract.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "bundle/view.h"
#include "unit/bundle/small_stack.h"

namespace sf {
namespace {

TEST(Contract, IsExpectedFromTheCatalogWithItsConditions) {
    const testing::SmallStack stack;
    const auto expected = expected_capabilities(stack.plan);
    ASSERT_EQ(expected.size(), 3U);
    EXPECT_EQ(expected[0].path, "lib/libhello.so.1");
    EXPECT_EQ(expected[1].run, "--version");
    EXPECT_EQ(expected[2].name, "auth_hello");
    EXPECT_EQ(expected[2].path, "lib/slurm/auth_hello.so");
    EXPECT_EQ(expected[2].hosts, std::vector<std::string>{"bin/srun"});
    EXPECT_EQ(expected[2].package, "slurm");
}

TEST(Contract, NamesEverythingThatIsMissing) {
    const testing::SmallStack stack;
    const auto view = stack.scratch() / "view";
    collect_view(stack.plan, stack.store, view);
    const auto expected = expected_capabilities(stack.plan);
    EXPECT_NO_THROW(require_capabilities(expected, view));
    fs::remove(view / "bin/srun");
    fs::remove(view / "lib/slurm/auth_hello.so");
    try {
        require_capabilities(expected, view);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::build);
        EXPECT_NE(error.message().find("bin/srun (of slurm)"), std::string::npos);
        EXPECT_NE(error.message().find("lib/slurm/auth_hello.so (of slurm)"), std::string::npos);
    }
}

TEST(Contract, SurvivesItsManifest) {
    testing::SmallStack stack;
    stack.package("slurm").provides[1].opens = {"pmix4/lib/libpmix.so.2"};
    stack.package("slurm").provides[1].driver_symbols = {"nvml"};
    Provided module{CapabilityKind::library, "lib/ucx/libuct_cuda.so.0", "", {}, {}};
    module.driver_symbols = {"cu", "nvml"};
    module.driver_libraries = {"libcuda.so.1"};
    stack.package("slurm").provides.push_back(module);
    const auto json = capabilities_to_json(stack.plan, expected_capabilities(stack.plan), "2.34");
    EXPECT_EQ(json.at("glibc_floor"), "2.34");
    EXPECT_EQ(json.at("toolchain"), "bookworm");
    const auto read = capabilities_from_json(parse_json(pretty_json(json), "capabilities.json"));
    ASSERT_EQ(read.size(), 4U);
    EXPECT_EQ(read[0].kind, CapabilityKind::program);
    EXPECT_EQ(read[0].run, "--version");
    const auto& library = read[2];
    EXPECT_EQ(library.path, "lib/ucx/libuct_cuda.so.0");
    EXPECT_EQ(library.driver_symbols, (std::vector<std::string>{"cu", "nvml"}));
    EXPECT_EQ(library.driver_libraries, std::vector<std::string>{"libcuda.so.1"});
    const auto& plugin = read[3];
    EXPECT_EQ(plugin.kind, CapabilityKind::plugin);
    EXPECT_EQ(plugin.hosts, std::vector<std::string>{"bin/srun"});
    EXPECT_EQ(plugin.opens, std::vector<std::string>{"pmix4/lib/libpmix.so.2"});
    EXPECT_EQ(plugin.driver_symbols, std::vector<std::string>{"nvml"});
}

TEST(Contract, RefusesADocumentThatLeadsOutOrIsNone) {
    const auto document = [](const std::string& path) {
        return Json{{"version", 1},
                    {"programs", Json::array({Json{{"path", path}}})},
                    {"libraries", Json::array()},
                    {"plugins", Json::array()}};
    };
    EXPECT_NO_THROW(capabilities_from_json(document("bin/srun")));
    EXPECT_THROW(capabilities_from_json(document("../bin/srun")), Error);
    EXPECT_THROW(capabilities_from_json(document("/bin/srun")), Error);
    EXPECT_THROW(capabilities_from_json(document("")), Error);
    EXPECT_THROW(capabilities_from_json(Json{{"version", 2}}), Error);
    EXPECT_THROW(capabilities_from_json(Json{{"version", 1}}), Error);
    EXPECT_THROW(capabilities_from_json(Json::array()), Error);
}

}  // namespace
}  // namespace sf
