#include "buildcache/old_nodes.h"

#include <gtest/gtest.h>

namespace sf {
namespace {

Json node_of_version_4() {
    return parse_json(R"({"name": "zlib", "version": "1.3", "compiler": {"name": "gcc", "version": "12.2.0"},
        "dependencies": [{"name": "gmake", "hash": "abc", "parameters": {"deptypes": ["build"], "virtuals": []}}],
        "hash": "xyz"})",
                      "test");
}

TEST(OldNodesTest, ACompilerBecomesARemark) {
    const Json node = as_version_5(node_of_version_4());
    EXPECT_FALSE(node.contains("compiler"));
    EXPECT_EQ(compact_json(node.at("annotations")), R"({"original_specfile_version":4,"compiler":"gcc@=12.2.0"})");
    EXPECT_EQ(compact_json(node.at("dependencies")[0].at("parameters")),
              R"({"deptypes":["build"],"virtuals":[],"direct":true})");
    EXPECT_EQ(node.at("hash"), "xyz");
    EXPECT_EQ(as_version_5(node), node);
}

TEST(OldNodesTest, EdgesOfVersion3HaveATypeAlone) {
    Json old = node_of_version_4();
    old["dependencies"][0] = {{"name", "gmake"}, {"hash", "abc"}, {"type", {"build", "link"}}};
    const Json node = as_version_5(old);
    EXPECT_EQ(node.at("annotations").at("original_specfile_version"), 3);
    EXPECT_EQ(
        compact_json(node.at("dependencies")[0]),
        R"({"name":"gmake","hash":"abc","parameters":{"deptypes":["build","link"],"virtuals":[],"direct":true}})");
}

TEST(OldNodesTest, TheCompilerIsFoundInEveryVersion) {
    SpecNodes nodes = {{"xyz", node_of_version_4()}};
    EXPECT_EQ(compiler_of(nodes, "xyz"), "gcc-12.2.0");
    nodes["xyz"] = as_version_5(nodes["xyz"]);
    EXPECT_EQ(compiler_of(nodes, "xyz"), "gcc-12.2.0");
    nodes["new"] = parse_json(R"({"name": "new", "version": "1", "dependencies": [
        {"name": "g", "hash": "g", "parameters": {"deptypes": ["build"], "virtuals": ["cxx"]}},
        {"name": "llvm", "hash": "llvm", "parameters": {"deptypes": ["build"], "virtuals": ["c"]}}]})",
                              "test");
    nodes["g"] = {{"name", "gcc"}, {"version", "14.2.0"}};
    nodes["llvm"] = {{"name", "llvm"}, {"version", "19.1.0"}};
    EXPECT_EQ(compiler_of(nodes, "new"), "llvm-19.1.0");  // C counts first
    nodes.erase("llvm");
    EXPECT_EQ(compiler_of(nodes, "new"), "gcc-14.2.0");
    EXPECT_EQ(compiler_of(nodes, "g"), "none-none");
}

}  // namespace
}  // namespace sf
