#include "spec/spec.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

Json parameters(const std::string& build_system) {
    Json json = {{"build_system", build_system}};
    for (const char* flags : {"cflags", "cppflags", "cxxflags", "fflags", "ldflags", "ldlibs"})
        json[flags] = Json::array();
    return json;
}

Spec zlib() {
    Spec spec;
    spec.name = "zlib";
    spec.version = "1.3.1";
    spec.arch = {"linux", "debian12", "x86_64_v3"};
    spec.spack_namespace = "builtin";
    std::string patch;
    for (int i = 0; i < 32; ++i) patch += "0f";
    spec.patches = {patch};
    spec.parameters = {{"build_system", "makefile"}, {"patches", {patch}}};
    spec.parameters.update(parameters("makefile"));
    spec.package_hash = std::string(52, 'a') + "====";
    spec.hash = dag_hash(spec);
    return spec;
}

Spec curl() {
    Spec spec;
    spec.name = "curl";
    spec.version = "8.14.1";
    spec.arch = {"linux", "debian12", "x86_64_v3"};
    spec.parameters = {{"build_system", "autotools"}, {"note", "\u00fc"}};
    spec.parameters.update(parameters("autotools"));
    spec.package_hash = std::string(52, 'b') + "====";
    spec.dependencies = {{"zlib", zlib().hash, {"build", "link"}, {}}};
    spec.hash = dag_hash(spec);
    return spec;
}

// Computed by Python from the node's dict n, written out by hand in Spack's order of keys:
//   base64.b32encode(hashlib.sha1(json.dumps(n, separators=(",", ":")).encode()).digest()).decode().lower()
// n = {"name": "zlib", "version": "1.3.1", "arch": {"platform": "linux", "platform_os": "debian12", "target":
//   "x86_64_v3"}, "namespace": "builtin", "parameters": {"build_system": "makefile", "patches": ["0f" * 32],
//   "cflags": [], "cppflags": [], "cxxflags": [], "fflags": [], "ldflags": [], "ldlibs": []}, "patches": ["0f" * 32],
//   "package_hash": "a" * 52 + "====", "annotations": {"original_specfile_version": 5}}
TEST(DagHash, KnownVectorWithAPatch) {
    EXPECT_EQ(zlib().hash, "mfduych6kdtvxsct7o6uff6putbqjyem");
}

// In the same way, with "dependencies": [{"name": "zlib", "hash": <the above>, "parameters": {"deptypes": ["build",
// "link"], "virtuals": []}}] before "annotations", and a letter outside ASCII, which Python escapes.
TEST(DagHash, KnownVectorWithADependency) {
    EXPECT_EQ(curl().hash, "lykcchhhm3xy6mcxmweie4ar646pi2wj");
}

TEST(DagHash, EveryFieldCounts) {
    const Spec base = curl();
    const auto changed = [&](auto&& change) {
        Spec spec = base;
        change(spec);
        return dag_hash(spec) != base.hash;
    };
    EXPECT_TRUE(changed([](Spec& s) { s.version = "8.14.2"; }));
    EXPECT_TRUE(changed([](Spec& s) { s.arch.target = "x86_64_v4"; }));
    EXPECT_TRUE(changed([](Spec& s) { s.spack_namespace = "builtin"; }));
    EXPECT_TRUE(changed([](Spec& s) { s.package_hash[0] = 'c'; }));
    EXPECT_TRUE(changed([](Spec& s) { s.dependencies[0].types = {"link"}; }));
    EXPECT_TRUE(changed([](Spec& s) { s.dependencies[0].hash[0] = 'z'; }));
    EXPECT_TRUE(changed([](Spec& s) { s.patches = {"ab"}; }));
    EXPECT_FALSE(changed([](Spec& s) { s.hash = "anything"; }));
}

TEST(SpecNode, GoesThereAndBack) {
    for (const Spec& spec : {zlib(), curl()}) {
        Json node = to_node(spec);
        node["hash"] = spec.hash;
        const Spec read = from_node(parse_json(compact_json(node), "test"));
        EXPECT_EQ(read.hash, spec.hash);
        EXPECT_EQ(compact_json(to_node(read)), compact_json(to_node(spec)));
        EXPECT_EQ(read.store_name(), spec.store_name());
    }
}

TEST(SpecNode, AHashThatIsNotItsOwnIsRefused) {
    Json node = to_node(curl());
    node["hash"] = zlib().hash;
    EXPECT_THROW(from_node(node), Error);
}

TEST(SpecNode, WhatIsNotANodeIsRefused) {
    EXPECT_THROW(from_node(Json::array()), Error);
    EXPECT_THROW(from_node(Json::object()), Error);
    Json wrong_type = to_node(curl());
    wrong_type["version"] = 8;
    EXPECT_THROW(from_node(wrong_type), Error);
    Json external = to_node(curl());
    external["external"] = {{"path", "/usr"}};
    EXPECT_THROW(from_node(external), Error);
}

TEST(SpecJson, RootFirstAndEachNodeOnce) {
    Spec root = curl();
    root.name = "slurm";
    root.dependencies = {{"curl", curl().hash, {"build", "link"}, {}}, {"zlib", zlib().hash, {"build", "link"}, {}}};
    root.hash = dag_hash(root);
    const Json json = to_spec_json(root, {{zlib().hash, zlib()}, {curl().hash, curl()}});
    EXPECT_EQ(json["spec"]["_meta"]["version"], 5);
    const Json& nodes = json["spec"]["nodes"];
    ASSERT_EQ(nodes.size(), 3u);
    EXPECT_EQ(nodes[0]["name"], "slurm");
    EXPECT_EQ(nodes[1]["name"], "curl");
    EXPECT_EQ(nodes[2]["name"], "zlib");
    EXPECT_EQ(nodes[2]["hash"], zlib().hash);
}

TEST(SpecJson, AMissingDependencyIsAnError) {
    EXPECT_THROW(to_spec_json(curl(), {}), Error);
}

}  // namespace
}  // namespace sf
