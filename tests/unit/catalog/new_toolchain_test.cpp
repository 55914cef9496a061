#include "catalog/new_toolchain.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"
#include "catalog/parse.h"

namespace sf {
namespace {

const Catalog& real_catalog() {
    static const Catalog catalog = Catalog::load({SF_CATALOG});
    return catalog;
}

Toolchain draft(const std::string& os_release, const CompilerAndLibc& versions) {
    const OsRelease os = parse_os_release(os_release);
    return draft_toolchain("new", nearest_toolchain(real_catalog(), os, versions.gcc), os, versions);
}

TEST(NewToolchain, TheFamilyIsThatOfTheOsOrOfWhatItDescendsFrom) {
    EXPECT_EQ(family_of({"debian", {}, "12", "bookworm", ""}), "apt");
    EXPECT_EQ(family_of({"linuxmint", {"ubuntu", "debian"}, "22", "wilma", ""}), "apt");
    EXPECT_EQ(family_of({"amzn", {"fedora"}, "2023", "", ""}), "dnf");
    EXPECT_THROW(family_of({"alpine", {}, "3.20", "", ""}), Error);
}

TEST(NewToolchain, StartsFromTheNearestGccOfTheFamily) {
    const auto model = [](const std::string& id, const std::string& like, const std::string& gcc) {
        return nearest_toolchain(real_catalog(), {id, {like}, "1", "", ""}, gcc).name;
    };
    EXPECT_EQ(model("almalinux", "rhel", "11"), "rockylinux9");
    EXPECT_EQ(model("fedora", "", "15"), "rockylinux10");
    EXPECT_EQ(model("linuxmint", "ubuntu", "13"), "noble");
    EXPECT_EQ(model("debian", "", "11"), "jammy");
}

TEST(NewToolchain, AReleaseOfTheDnfFamilyIsItsMajor) {
    const Toolchain alma =
        draft("ID=almalinux\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"\nPRETTY_NAME=\"AlmaLinux 9.4\"\n",
              {"11", "2.34"});
    EXPECT_EQ(alma.os_version, "9");
    EXPECT_EQ(alma.spack_os, "almalinux9");
    EXPECT_EQ(alma.image, "docker.io/library/almalinux:9");
    EXPECT_TRUE(alma.suite.empty());
    EXPECT_EQ(alma.targets.at("x86_64_v3"), "-march=x86-64-v3");
}

TEST(NewToolchain, UbuntuHasASuiteAndItsDescendantsHaveNot) {
    const Toolchain questing =
        draft("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"25.10\"\nVERSION_CODENAME=questing\n", {"15", "2.42"});
    EXPECT_EQ(questing.archive, "ubuntu");
    EXPECT_EQ(questing.suite, "questing");
    EXPECT_EQ(questing.components, (std::vector<std::string>{"main", "universe"}));
    EXPECT_EQ(questing.image, "docker.io/library/ubuntu:25.10");
    EXPECT_TRUE(
        draft("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\nVERSION_ID=\"22\"\nVERSION_CODENAME=wilma\n", {"13", "2.39"})
            .suite.empty());
}

TEST(NewToolchain, ItsFileIsReadAsItWasMeant) {
    const TempDir folder(fs::temp_directory_path(), "toolchain-");
    for (const auto& [name, toolchain] : real_catalog().toolchains()) {
        const fs::path file = folder.path() / (name + ".yaml");
        write_file_atomic(file, toolchain_yaml(toolchain));
        const Json json = read_yaml(file);
        const Toolchain read = parse_toolchain(Reader(json, file));
        EXPECT_EQ(toolchain_yaml(read), toolchain_yaml(toolchain));
        EXPECT_EQ(read.os_version, toolchain.os_version);
        EXPECT_EQ(read.build_packages, toolchain.build_packages);
        EXPECT_EQ(read.targets, toolchain.targets);
        EXPECT_EQ(read.suite, toolchain.suite);
    }
}

TEST(NewToolchain, IsAddedOnceUnderANameForFiles) {
    const TempDir site(fs::temp_directory_path(), "site-");
    Toolchain toolchain = real_catalog().toolchain("noble");
    toolchain.name = "mint22";
    EXPECT_EQ(add_toolchain({SF_CATALOG}, site.path(), toolchain), site.path() / "toolchains/mint22.yaml");
    EXPECT_THROW(add_toolchain({SF_CATALOG}, site.path(), toolchain), Error);
    toolchain.name = "../mint";
    EXPECT_THROW(add_toolchain({SF_CATALOG}, site.path(), toolchain), Error);
}

}  // namespace
}  // namespace sf
