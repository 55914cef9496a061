#include "concretize/concretize.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/hash.h"
#include "unit/catalog/small_catalog.h"

namespace sf {
namespace {

Request minimal_request() {
    Request request;
    request.slurm_version = "24.11";
    request.toolchain = "bookworm";
    request.flavour = "minimal";
    return request;
}

class ConcretizeTest : public testing::Test {
  protected:
    std::map<std::string, std::string> hashes(const Request& request = minimal_request()) const {
        const Catalog catalog = small_.load();
        std::map<std::string, std::string> result;
        for (const PlannedPackage& planned : concretize(request, catalog, {}).packages) {
            result[planned.spec.name] = planned.spec.hash;
        }
        return result;
    }

    // Names of the packages whose hash a change of the catalog changes.
    template <typename Change>
    std::vector<std::string> changed_by(Change&& change) const {
        const auto before = hashes();
        change();
        std::vector<std::string> changed;
        for (const auto& [name, hash] : hashes()) {
            if (before.at(name) != hash) changed.push_back(name);
        }
        return changed;
    }

    Error usage_error(const Request& request) const {
        const Catalog catalog = small_.load();
        try {
            concretize(request, catalog, {});
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::usage);
            return e;
        }
        return Error(ErrorKind::usage, "no error");
    }

    SmallCatalog small_;
};

using Names = std::vector<std::string>;
const Names kAll = {"curl", "munge", "openssl", "slurm", "zlib"};

TEST_F(ConcretizeTest, TheSameVersionSpelledOtherwiseIsTheSameBundle) {
    const Catalog catalog = small_.load();
    Request request = minimal_request();
    const Plan plan = concretize(request, catalog, {});
    request.slurm_version = "24-11-5-1";
    const Plan spelled = concretize(request, catalog, {});
    EXPECT_EQ(plan_lockfile(spelled), plan_lockfile(plan));
    EXPECT_EQ(bundle_identity(spelled, catalog), bundle_identity(plan, catalog));
}

TEST_F(ConcretizeTest, ReleasesShareWhatIsBelowSlurm) {
    small_.replace("packages/slurm.yaml", "versions:\n", R"(versions:
  - version: "25.11.6"
    sources:
      - {variant: upstream, unverified: true, urls: ["https://example.org/new.tar.gz"]}
)");
    small_.write("releases/25.11.yaml", SmallCatalog::release("25.11", "25.11.6"));
    small_.replace("releases/25.11.yaml", "1741737600", "1778716800");
    auto request = minimal_request();
    const auto older = hashes(request);
    request.slurm_version = "25.11";
    Names different;
    for (const auto& [name, hash] : hashes(request))
        if (older.at(name) != hash) different.push_back(name);
    EXPECT_EQ(different, (Names{"slurm"}));
}

TEST_F(ConcretizeTest, ADependencyMayBeLeftToThePackagesOwnRpaths) {
    small_.replace("packages/curl.yaml", "types: [build, link]", "types: [build, link], rpath: false");
    const Catalog catalog = small_.load();
    const Plan plan = concretize(minimal_request(), catalog, {});
    EXPECT_EQ(plan.at("curl").link_dependencies, (Names{"openssl"}));
    EXPECT_EQ(plan.at("curl").rpath_dependencies, Names{});
}

TEST_F(ConcretizeTest, DependenciesStandBeforeDependents) {
    const Catalog catalog = small_.load();
    const Plan plan = concretize(minimal_request(), catalog, {});
    Names order;
    for (const PlannedPackage& planned : plan.packages) order.push_back(planned.spec.name);
    EXPECT_EQ(order, (Names{"zlib", "openssl", "curl", "munge", "slurm"}));
    EXPECT_EQ(plan.at("curl").link_dependencies, (Names{"openssl"}));
    EXPECT_EQ(plan.at("slurm").chosen_by, "release 24.11 stands for slurm 24.11.5");
    EXPECT_EQ(plan.at("zlib").chosen_by, "release 24.11 pins zlib 1.3.1");
    EXPECT_EQ(plan.hash(), plan.at("slurm").spec.hash);
    EXPECT_EQ(plan.at("slurm").spec.dependencies.at(0).hash, plan.at("curl").spec.hash);
    EXPECT_EQ(plan.at("zlib").spec.package_hash.size(), 56u);
    EXPECT_THROW(plan.at("hdf5"), Error);
}

TEST_F(ConcretizeTest, TheSameCatalogGivesTheSameHashesWhereverItLies) {
    const SmallCatalog elsewhere;
    const Catalog other = elsewhere.load();
    EXPECT_EQ(concretize(minimal_request(), other, {}).hash(), hashes().at("slurm"));
}

TEST_F(ConcretizeTest, WhatDoesNotChangeABuildDoesNotChangeItsHash) {
    EXPECT_EQ(changed_by([&] {
                  small_.replace("packages/openssl.yaml", "why: because", "why: another reason    # a comment");
                  small_.replace("packages/openssl.yaml", "about openssl", "TLS");
                  small_.replace("packages/openssl.yaml", "- \"true\"", "- \"test -e @{prefix}\"");
                  small_.replace("packages/openssl.yaml", "lib/**", "lib/*.so*");
                  small_.replace("packages/openssl.yaml", "library: lib/", "library: lib64/");
                  small_.replace("packages/openssl.yaml", "https://example.org/openssl",
                                 "https://mirror.example.org/openssl");
              }),
              Names{});
}

TEST_F(ConcretizeTest, AnArgumentChangesThePackageAndItsDependentsOnly) {
    EXPECT_EQ(changed_by([&] { small_.replace("packages/openssl.yaml", "--disable-static", "--enable-static"); }),
              (Names{"curl", "openssl", "slurm"}));
}

TEST_F(ConcretizeTest, AnArgumentThatDoesNotHoldChangesNothing) {
    EXPECT_EQ(changed_by([&] {
                  small_.replace("packages/openssl.yaml", "- --disable-static",
                                 "- --disable-static\n    - {arg: --old, when: {release: \":23.11\"}}");
              }),
              Names{});
}

TEST_F(ConcretizeTest, AVersionChangesThePackageAndItsDependentsOnly) {
    EXPECT_EQ(changed_by([&] {
                  small_.replace("packages/munge.yaml", "0.5.16", "0.5.17");
                  small_.replace("releases/24.11.yaml", "0.5.16", "0.5.17");
              }),
              (Names{"munge", "slurm"}));
}

TEST_F(ConcretizeTest, APatchAndItsContentCount) {
    small_.write("packages/patches/fix.patch", "one");
    EXPECT_EQ(changed_by([&] { small_.append("packages/curl.yaml", "patches:\n  - {file: fix.patch, why: a fix}\n"); }),
              (Names{"curl", "slurm"}));
    EXPECT_EQ(changed_by([&] { small_.write("packages/patches/fix.patch", "two"); }), (Names{"curl", "slurm"}));
    const Catalog catalog = small_.load();
    const Plan plan = concretize(minimal_request(), catalog, {});
    EXPECT_EQ(plan.at("curl").patches.at(0).sha256, sha256_hex("two"));
    EXPECT_FALSE(plan.at("curl").spec.parameters.contains("patches")) << "Spack would look for it in its own recipe";
}

TEST_F(ConcretizeTest, WhatIsEmbeddedIsOnlyBuiltBeforeAndWhatItNeedsIsLinked) {
    small_.replace("packages/slurm.yaml", "{name: munge,", "{name: munge, embedded: true,");
    const Catalog catalog = small_.load();
    const Plan plan = concretize(minimal_request(), catalog, {});
    const PlannedPackage& slurm = plan.at("slurm");
    std::map<std::string, Names> types;
    for (const Edge& edge : slurm.spec.dependencies) types[edge.name] = edge.types;
    EXPECT_EQ(types.at("munge"), Names{"build"});
    EXPECT_EQ(types.at("zlib"), Names{"link"});
    EXPECT_EQ(slurm.embedded_dependencies, Names{"munge"});
    EXPECT_EQ(slurm.link_dependencies, (Names{"curl", "munge", "openssl"}));
    EXPECT_TRUE(plan.at("munge").shipped);
}

TEST_F(ConcretizeTest, WhatIsOnlyBuiltWithAndUnknownToSpackIsNoNodeButCounts) {
    small_.replace("packages/slurm.yaml", "{name: munge, types: [build, link]", "{name: munge, types: [build]");
    const Catalog catalog = small_.load();
    const Plan plan = concretize(minimal_request(), catalog, {});
    const Json slurm = to_node(plan.at("slurm").spec);
    for (const Json& edge : slurm.at("dependencies")) EXPECT_NE(edge.at("name"), "munge");
    EXPECT_EQ(changed_by([&] {
                  small_.append("packages/munge.yaml", "patches:\n  - {file: fix.patch, why: a fix}\n");
                  small_.write("packages/patches/fix.patch", "one");
              }),
              (Names{"munge", "slurm"}));
    small_.append("packages/munge.yaml", "namespace: builtin\n");
    const Catalog known = small_.load();
    const Json node = to_node(concretize(minimal_request(), known, {}).at("slurm").spec);
    EXPECT_EQ(node.at("dependencies").at(1).at("name"), "munge");
}

TEST_F(ConcretizeTest, TheSourcesContentCounts) {
    EXPECT_EQ(changed_by([&] { small_.replace("packages/zlib.yaml", std::string(64, 'a'), std::string(64, 'c')); }),
              kAll);
}

TEST_F(ConcretizeTest, TheToolchainsIdentityAndTheTargetCount) {
    const auto bookworm = hashes();
    Request request = minimal_request();
    request.target = "x86_64";
    EXPECT_NE(hashes(request).at("zlib"), bookworm.at("zlib"));
    request = minimal_request();
    request.toolchain = "trixie";
    EXPECT_NE(hashes(request).at("zlib"), bookworm.at("zlib"));
    EXPECT_EQ(changed_by([&] { small_.replace("toolchains/bookworm.yaml", "abi_epoch: 1", "abi_epoch: 2"); }), kAll);
    EXPECT_EQ(changed_by([&] { small_.replace("toolchains/bookworm.yaml", "[gcc]", "[gcc, make]"); }), Names{});
    EXPECT_EQ(changed_by([&] { small_.replace("releases/24.11.yaml", "1741737600", "1741737601"); }), Names{"slurm"});
}

TEST_F(ConcretizeTest, TheSourceVariantIsTheChoices) {
    const Catalog catalog = small_.load();
    SourceChoice choice;
    EXPECT_EQ(concretize(minimal_request(), catalog, choice).at("zlib").source.variant, "upstream");
    choice.preferred = "debian";
    choice.per_package["curl"] = "upstream";
    const Plan plan = concretize(minimal_request(), catalog, choice);
    EXPECT_EQ(plan.at("zlib").source.variant, "debian");
    EXPECT_EQ(plan.at("curl").source.variant, "upstream");
    EXPECT_EQ(context_of(plan, plan.at("zlib")).source, "debian");
}

TEST_F(ConcretizeTest, ALocalSourceReplacesTheOrigins) {
    small_.write("own.tar.gz", "my tarball");
    Request request = minimal_request();
    request.local_sources["openssl"] = (small_.root() / "own.tar.gz").string();
    const Catalog catalog = small_.load();
    const Plan plan = concretize(request, catalog, {});
    EXPECT_EQ(plan.at("openssl").source.variant, "local");
    EXPECT_EQ(plan.at("openssl").source.sha256, sha256_hex("my tarball"));
    EXPECT_EQ(plan.at("openssl").local_source, small_.root() / "own.tar.gz");
    EXPECT_NE(plan.at("slurm").spec.hash, hashes().at("slurm"));
    EXPECT_EQ(plan.at("zlib").spec.hash, hashes().at("zlib"));
    const std::string json = compact_json(plan_to_json(plan));
    EXPECT_EQ(json.find(small_.root().string()), std::string::npos);
    EXPECT_NE(json.find("own.tar.gz"), std::string::npos);
}

TEST_F(ConcretizeTest, ALocalSourceOfNoPackageOfThePlan) {
    small_.write("own.tar.gz", "x");
    Request request = minimal_request();
    request.local_sources["opnssl"] = (small_.root() / "own.tar.gz").string();
    EXPECT_NE(usage_error(request).message().find("'opnssl'; did you mean openssl?"), std::string::npos);
    request.local_sources = {{"zlib", "/nowhere/zlib.tar.gz"}};
    EXPECT_NE(usage_error(request).message().find("no such file"), std::string::npos);
}

TEST_F(ConcretizeTest, AUsersOwnSlurmVersion) {
    Request request = minimal_request();
    request.slurm_version = "24.11.9";
    const Error unknown = usage_error(request);
    EXPECT_NE(unknown.message().find("of release 24.11 it has 24.11.5"), std::string::npos) << unknown.message();
    EXPECT_NE(unknown.hint().find("--source slurm=PATH"), std::string::npos);
    small_.write("slurm-24.11.9.tar.bz2", "x");
    request.local_sources["slurm"] = (small_.root() / "slurm-24.11.9.tar.bz2").string();
    const Catalog catalog = small_.load();
    EXPECT_EQ(concretize(request, catalog, {}).at("slurm").spec.version, "24.11.9");
}

TEST_F(ConcretizeTest, VersionsAsPeopleTypeThem) {
    small_.replace("packages/slurm.yaml", "versions:\n",
                   "versions:\n  - version: \"24.11.3\"\n    sources:\n      - {variant: upstream, unverified: true, "
                   "urls: [https://x.org/s]}\n");
    const Catalog catalog = small_.load();
    for (const char* typed : {"24.11", "24-11", "24.11.5", "24-11-5-1", "slurm-24-11-5-1"}) {
        const ResolvedVersion resolved = resolve_slurm_version(catalog, typed);
        EXPECT_EQ(resolved.slurm_version, "24.11.5") << typed;
        EXPECT_EQ(resolved.release->release, "24.11") << typed;
    }
    EXPECT_EQ(resolve_slurm_version(catalog, "24.11.3").slurm_version, "24.11.3");
    EXPECT_EQ(resolve_slurm_version(catalog, "24.11.5-site1", true).slurm_version, "24.11.5-site1");
}

TEST_F(ConcretizeTest, AnUnknownVersionSuggestsKnownOnes) {
    Request request = minimal_request();
    request.slurm_version = "24.12";
    const std::string message = usage_error(request).message();
    EXPECT_NE(message.find("unknown Slurm version '24.12'; did you mean 24.11"), std::string::npos) << message;
    EXPECT_NE(message.find("known: 24.11, 24.11.5"), std::string::npos) << message;
    request.slurm_version = "latest";
    EXPECT_NE(usage_error(request).message().find("unknown Slurm version 'latest'"), std::string::npos);
}

TEST_F(ConcretizeTest, AFlavourThatTheReleaseLacks) {
    Request request = minimal_request();
    request.flavour = "default";
    const Error error = usage_error(request);
    EXPECT_NE(error.message().find("it has: minimal"), std::string::npos);
    EXPECT_NE(error.hint().find("--minimal"), std::string::npos);
}

TEST_F(ConcretizeTest, AnOptionalPackageIsARootMore) {
    small_.add_package("pyxis", "0.24.0", SmallCatalog::dependency("slurm"));
    small_.replace("releases/24.11.yaml", "packages:\n", "packages:\n  pyxis: \"0.24.0\"\n");
    small_.append("releases/24.11.yaml", "optional: [pyxis]\n");
    const Catalog catalog = small_.load();
    Request request = minimal_request();
    const Plan without = concretize(request, catalog, {});
    request.with = {"pyxis", "pyxis"};
    const Plan plan = concretize(request, catalog, {});
    EXPECT_EQ(plan.roots, (std::vector<std::string>{"slurm", "munge", "pyxis"}));
    EXPECT_EQ(plan.request.with, std::vector<std::string>{"pyxis"});
    EXPECT_EQ(plan.at("slurm").spec.hash, without.at("slurm").spec.hash);
    EXPECT_TRUE(plan.at("pyxis").of_release);
    EXPECT_NE(plan.hash(), without.hash());
    request.with = {"pyxs"};
    EXPECT_NE(usage_error(request).message().find("no optional package 'pyxs'; did you mean pyxis"), std::string::npos);
    EXPECT_NE(usage_error(request).hint().find("pyxis"), std::string::npos);
}

TEST_F(ConcretizeTest, TheGpuFlavourHasWhatTheToolchainOffersAndSaysWhatItLeavesOut) {
    small_.append("releases/24.11.yaml", "  gpu: [slurm]\n");
    small_.replace("packages/slurm.yaml", "    - --disable-static\n",
                   "    - --disable-static\n    - {arg: --with-rsmi=/usr, when: {gpu: [rsmi]}}\n");
    small_.append("packages/slurm.yaml", "  - {plugin: gpu_rsmi, when: {gpu: [rsmi]}}\n");
    Request request = minimal_request();
    const auto minimal = hashes(request);
    request.flavour = "gpu";
    const auto without = hashes(request);
    {
        const Catalog catalog = small_.load();
        const Plan plan = concretize(request, catalog, {});
        EXPECT_EQ(plan.gpu_left_out(), std::vector<std::string>{"rsmi"});
        EXPECT_EQ(plan_to_json(plan)["gpu_left_out"], Json::array({"rsmi"}));
        EXPECT_NE(plan_to_tree(plan).find("left out, because bookworm has no development packages for it: rsmi"),
                  std::string::npos);
    }
    small_.append("toolchains/bookworm.yaml", "  gpu_packages: [librocm-smi-dev]\ngpu: [rsmi]\n");
    EXPECT_EQ(hashes(), minimal);
    EXPECT_EQ(hashes(request).at("zlib"), without.at("zlib"));
    EXPECT_NE(hashes(request).at("slurm"), without.at("slurm"));
    const Catalog catalog = small_.load();
    const Plan plan = concretize(request, catalog, {});
    EXPECT_TRUE(plan.gpu_left_out().empty());
    EXPECT_FALSE(plan_to_json(plan).contains("gpu_left_out"));
}

TEST_F(ConcretizeTest, AnUnknownTarget) {
    Request request = minimal_request();
    request.target = "x86_64_v9";
    EXPECT_NE(usage_error(request).message().find("no target 'x86_64_v9'; did you mean x86_64_v3"), std::string::npos);
}

TEST_F(ConcretizeTest, ArchitectureConditionsFollowTheTarget) {
    small_.replace("packages/slurm.yaml", "name: curl, types: [build, link]",
                   "name: curl, types: [build], when: {arch: [x86_64]}");
    Request request = minimal_request();
    request.target = "aarch64";
    EXPECT_FALSE(hashes(request).contains("curl"));
    EXPECT_TRUE(hashes().contains("curl"));
}

TEST_F(ConcretizeTest, PrefixesHaveOneLength) {
    const Catalog catalog = small_.load();
    for (const PlannedPackage& planned : concretize(minimal_request(), catalog, {}).packages) {
        EXPECT_EQ(planned.prefix.size(), kPrefixLength);
        EXPECT_TRUE(planned.prefix.starts_with("/opt/slurm-factory/__padding____padding__"));
        EXPECT_TRUE(planned.prefix.ends_with("/" + planned.spec.store_name()));
    }
    Spec spec;
    spec.name = std::string(120, 'x');
    EXPECT_THROW(padded_prefix(spec), Error);
}

TEST_F(ConcretizeTest, ThePlanAsJsonHasSpacksSpecToo) {
    const Catalog catalog = small_.load();
    const Plan plan = concretize(minimal_request(), catalog, {});
    const Json json = plan_to_json(plan);
    EXPECT_EQ(json["hash"], plan.hash());
    EXPECT_EQ(json["packages"].size(), 5u);
    EXPECT_EQ(json["packages"][0]["source"]["urls"][0], "https://example.org/zlib.tar.gz");
    ASSERT_EQ(json["spec"]["nodes"].size(), 5u);
    EXPECT_EQ(json["spec"]["nodes"][0]["name"], "slurm");
    for (const Json& node : json["spec"]["nodes"]) EXPECT_EQ(from_node(node).hash, node["hash"]);
}

TEST_F(ConcretizeTest, SeveralRootsThatNobodyNeedsCountTogether) {
    small_.replace("packages/slurm.yaml", SmallCatalog::dependency("munge"), "");
    const Catalog catalog = small_.load();
    const Plan plan = concretize(minimal_request(), catalog, {});
    EXPECT_NE(plan.hash(), plan.at("slurm").spec.hash);
    EXPECT_EQ(plan.hash().size(), 32u);
    EXPECT_EQ(plan_to_json(plan)["spec"]["nodes"].size(), 5u);
}

TEST_F(ConcretizeTest, TheBundlesIdentityCoversWhatTheBuildsDoesNot) {
    const auto identity = [&] {
        const Catalog catalog = small_.load();
        return bundle_identity(concretize(minimal_request(), catalog, {}), catalog);
    };
    const std::string first = identity();
    EXPECT_EQ(first, identity());
    small_.replace("packages/zlib.yaml", "lib/**", "lib/*.so*");
    const std::string other_files = identity();
    EXPECT_NE(other_files, first);
    small_.write("assets/module.lua.in", "x");
    const std::string other_assets = identity();
    EXPECT_NE(other_assets, other_files);
    small_.write("assets/site/page.html.in", "in no bundle");
    EXPECT_EQ(identity(), other_assets);
}

TEST_F(ConcretizeTest, TheTreeShowsEachPackageOnce) {
    const Catalog catalog = small_.load();
    const Plan plan = concretize(minimal_request(), catalog, {});
    const std::string tree = plan_to_tree(plan);
    EXPECT_NE(tree.find("slurm@24.11.5"), std::string::npos);
    EXPECT_NE(tree.find(plan.at("curl").spec.hash.substr(0, 7) + "  [bl ]      ^curl@8.14.1"), std::string::npos)
        << tree;
    EXPECT_EQ(tree.find("zlib@"), tree.rfind("zlib@"));
}

TEST_F(ConcretizeTest, ExplainSaysWhoAndWhy) {
    const Catalog catalog = small_.load();
    const Plan plan = concretize(minimal_request(), catalog, {});
    const std::string text = explain(plan, "munge");
    EXPECT_NE(text.find("slurm (build, link), the flavour minimal itself"), std::string::npos) << text;
    EXPECT_NE(text.find("release 24.11 pins munge 0.5.16"), std::string::npos) << text;
    EXPECT_THROW(explain(plan, "hdf5"), Error);
}

}  // namespace
}  // namespace sf
