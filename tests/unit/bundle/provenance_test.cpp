#include "bundle/provenance.h"

#include <gmock/gmock.h>

#include "catalog/schema.h"
#include "unit/bundle/small_stack.h"

namespace sf {
namespace {

using ::testing::IsEmpty;

// Written from the specifications, which publish no JSON schema of their own.
std::vector<std::string> faults_of(const Json& statement) {
    return schema_faults(read_json(fs::path(SF_SOURCE_TREE) / "tests/data/slsa-provenance.schema.json"), statement,
                         "statement");
}

TEST(Provenance, NamesSubjectsSourcesAndTheRoot) {
    testing::SmallStack stack;
    stack.plan.packages[1].local_source = "/home/user/slurm-mine.tar.bz2";
    stack.plan.packages[1].source.variant = "local";
    stack.plan.request.local_sources["slurm"] = "/home/user/slurm-mine.tar.bz2";
    RootFs root;
    root.digest = std::string(64, 'e');
    root.packages = {{"gcc-12", "12.2.0-14"}, {"libstdc++6", "12.2.0-14+b1"}};
    BuildFacts facts;
    facts.program_version = "1.2.3";
    facts.finished = 1741737600;
    facts.from_buildcaches = {"hello"};
    facts.compression = "zstd";
    stack.plan.request.with = {"pyxis"};
    const auto json = provenance(stack.plan, root, {{"slurm.tar.gz", std::string(64, 'f')}}, facts);
    EXPECT_EQ(json.at("_type"), "https://in-toto.io/Statement/v1");
    EXPECT_EQ(json.at("subject")[0].at("digest").at("sha256"), std::string(64, 'f'));
    const auto& run = json.at("predicate").at("runDetails");
    EXPECT_EQ(run.at("builder").at("version").at("slurm-factory"), "1.2.3");
    EXPECT_EQ(run.at("metadata"), (Json{{"finishedOn", "2025-03-12T00:00:00Z"}}));
    const auto& definition = json.at("predicate").at("buildDefinition");
    EXPECT_EQ(definition.at("externalParameters").at("compress"), "zstd");
    EXPECT_EQ(definition.at("externalParameters").at("with"), Json::array({"pyxis"}));
    EXPECT_EQ(definition.at("internalParameters").at("from_buildcaches"), Json::array({"hello"}));
    const auto text = json.dump();
    EXPECT_NE(text.find("pkg:deb/debian/gcc-12@12.2.0-14"), std::string::npos);
    EXPECT_NE(text.find("pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bb1"), std::string::npos);
    EXPECT_NE(text.find("\"local_file\":\"slurm-mine.tar.bz2\""), std::string::npos);
    EXPECT_EQ(text.find("/home/user"), std::string::npos);
}

TEST(Provenance, IsAnInTotoStatementWithSlsasPredicate) {
    const testing::SmallStack stack;
    RootFs root;
    root.digest = std::string(64, 'e');
    root.packages = {{"gcc-12", "12.2.0-14"}};
    BuildFacts facts;
    facts.started = facts.finished = 1741737600;
    auto json = provenance(stack.plan, root, {{"slurm.tar.gz", std::string(64, 'f')}}, facts);
    EXPECT_THAT(faults_of(json), IsEmpty());
    json["subject"][0].erase("digest");
    EXPECT_THAT(faults_of(json), ::testing::Not(IsEmpty()));
    json = provenance(stack.plan, root, {{"slurm.tar.gz", std::string(64, 'f')}}, facts);
    json["predicate"]["runDetails"]["metadata"]["startedOn"] = "yesterday";
    EXPECT_THAT(faults_of(json), ::testing::Not(IsEmpty()));
    json = provenance(stack.plan, root, {{"slurm.tar.gz", std::string(64, 'f')}}, facts);
    json["predicate"]["buildDefinition"]["resolvedDependencies"].push_back(Json{{"annotations", Json::object()}});
    EXPECT_THAT(faults_of(json), ::testing::Not(IsEmpty())) << "a dependency that nothing identifies";
}

}  // namespace
}  // namespace sf
