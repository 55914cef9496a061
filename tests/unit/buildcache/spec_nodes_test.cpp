#include "buildcache/spec_nodes.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "spec/spec.h"

namespace sf {
namespace {

// app -> library (link) -> base (link); app -> helper (run) -> base (link); app -> tool (build).
class SpecNodesTest : public ::testing::Test {
  protected:
    SpecNodesTest() {
        base_ = add("base", {});
        library_ = add("library", {{"base", base_, {"link"}, {}}});
        helper_ = add("helper", {{"base", base_, {"link"}, {}}});
        tool_ = add("tool", {});
        app_ = add("app", {{"helper", helper_, {"run"}, {}},
                           {"library", library_, {"build", "link"}, {}},
                           {"tool", tool_, {"build"}, {}}});
    }

    std::string add(const std::string& name, std::vector<Edge> edges) {
        Spec spec;
        spec.name = name;
        spec.version = "1";
        spec.dependencies = std::move(edges);
        spec.hash = dag_hash(spec);
        specs_[spec.hash] = spec;
        nodes_[spec.hash] = to_node(spec);
        nodes_[spec.hash]["hash"] = spec.hash;
        return spec.hash;
    }

    std::map<std::string, Spec> specs_;
    SpecNodes nodes_;
    std::string base_, library_, helper_, tool_, app_;
};

TEST_F(SpecNodesTest, WhatRunsNeedsLinkAndRunEdgesTransitively) {
    EXPECT_EQ(run_closure(nodes_, app_), (std::vector{base_, helper_, library_, app_}));
    EXPECT_EQ(run_closure(nodes_, base_), std::vector{base_});
}

TEST_F(SpecNodesTest, PrefixesInFilesAreThoseOfLinkEdgesAndDirectRunEdges) {
    EXPECT_EQ(relocation_closure(nodes_, app_), (std::vector{base_, library_, app_, helper_}));
}

TEST_F(SpecNodesTest, ASpecJsonIsCheckedNodeByNode) {
    Json json = to_spec_json(specs_.at(app_), specs_);
    EXPECT_EQ(checked_nodes(json, "test"), nodes_);
    EXPECT_NO_THROW(check_root(json, "app", app_, "test"));
    EXPECT_THROW(check_root(json, "app", tool_, "test"), Error);
    EXPECT_THROW(check_root(json, "tool", app_, "test"), Error);
    EXPECT_THROW(check_root(Json::object(), "app", app_, "test"), Error);
    for (std::size_t i = 0; i < json["spec"]["nodes"].size(); ++i) {
        Json changed = json, shorter = json;
        changed["spec"]["nodes"][i]["version"] = "2";
        EXPECT_THROW(checked_nodes(changed, "test"), Error);
        if (i == 0) continue;
        shorter["spec"]["nodes"].erase(i);
        EXPECT_THROW(checked_nodes(shorter, "test"), Error);
    }
    EXPECT_THROW(checked_nodes(Json::array(), "test"), Error);
}

TEST_F(SpecNodesTest, OlderAndSplicedSpecsKeepTheHashThatTheySay) {
    Json node = nodes_.at(base_);
    EXPECT_TRUE(has_computable_hash(node));
    node["hash"] = "abc";
    EXPECT_THROW(check_nodes({{"abc", node}}, "test"), Error);
    Json old = node, spliced = node;
    old["annotations"] = {{"original_specfile_version", 4}, {"compiler", "gcc@=12.2.0"}};
    spliced["build_spec"] = {{"name", "base"}, {"hash", base_}};
    for (const Json& kept : {old, spliced}) {
        EXPECT_FALSE(has_computable_hash(kept));
        EXPECT_NO_THROW(check_nodes({{"abc", kept}}, "test"));
    }
}

TEST_F(SpecNodesTest, SpecsAsAnOlderSpackWroteThemHaveTheirHash) {
    Json node = nodes_.at(base_);
    node.erase("annotations");
    node["compiler"] = {{"name", "gcc"}, {"version", "12.2.0"}};
    const std::string hash = node_hash(node);
    node["hash"] = hash;
    EXPECT_NO_THROW(check_nodes({{hash, node}}, "test"));
    node["compiler"]["version"] = "13.2.0";
    EXPECT_THROW(check_nodes({{hash, node}}, "test"), Error);
}

TEST_F(SpecNodesTest, EdgesOfOldSpecsCountToo) {
    Json node = nodes_.at(library_);
    node["dependencies"] = Json::array({{{"name", "base"}, {"hash", base_}, {"type", {"link"}}}});
    EXPECT_EQ(run_closure({{base_, nodes_.at(base_)}, {library_, node}}, library_), (std::vector{base_, library_}));
    EXPECT_THROW(run_closure({{library_, node}}, library_), Error);
}

}  // namespace
}  // namespace sf
