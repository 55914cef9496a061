#include "publish/program.h"

#include "base/error.h"
#include "base/hash.h"
#include "publish/places.h"
#include "unit/publish/small_root.h"

namespace sf {
namespace {

class ProgramTest : public testing::SmallRoot {
  protected:
    ProgramTest() { make("a deb"); }

    void make(const std::string& deb, const std::string& version = "1.2.0") {
        packages_ = folder_.path() / "packages";
        fs::remove_all(packages_);
        make_dirs(packages_);
        write("slurm-factory_" + version + "_amd64.deb", deb);
        write("slurm-factory-" + version + "-linux-x86_64.tar.gz", "a tarball");
    }
    void write(const std::string& name, const std::string& content) {
        write_file_atomic(packages_ / name, content);
        const auto sums = read_file_if_exists(packages_ / "SHA256SUMS").value_or("");
        write_file_atomic(packages_ / "SHA256SUMS", sums + sha256_hex(content) + "  " + name + "\n");
    }
    PublishResult publish(bool dry_run = false) {
        PublishRequest request;
        request.dry_run = dry_run;
        return publish_program(packages_, request, publisher(signer()));
    }
    void refused(ErrorKind kind, const std::string& why) {
        try {
            publish();
            ADD_FAILURE() << "published";
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), kind) << e.message();
            EXPECT_NE(e.message().find(why), std::string::npos) << e.message();
        }
    }

    fs::path packages_;
};

TEST_F(ProgramTest, EachPackageLiesThereWithItsSignatureAndTheListNamesThem) {
    const auto index = publish().index;
    EXPECT_EQ(index.program.size(), 6u);
    for (const auto& [path, file] : index.program) {
        EXPECT_TRUE(path.starts_with("program/1.2.0/")) << path;
        EXPECT_EQ(sha256_hex(read_file(root_folder_ / path)), file.sha256);
    }
    EXPECT_TRUE(index.program.contains("program/1.2.0/SHA256SUMS.asc"));
    EXPECT_EQ(read_file(root_folder_ / "program/1.2.0/slurm-factory_1.2.0_amd64.deb"), "a deb");
}

TEST_F(ProgramTest, WhatIsThereIsNotPutAgain) {
    publish();
    EXPECT_EQ(put(publish()), 0u);
    fs::remove(root_folder_ / "program/1.2.0/SHA256SUMS.asc");
    EXPECT_EQ(put(publish()), 2u);
}

TEST_F(ProgramTest, AnOlderVersionStays) {
    publish();
    make("a newer deb", "1.3.0");
    EXPECT_EQ(publish().index.program.size(), 12u);
}

TEST_F(ProgramTest, OtherBytesOfTheSameVersionAreRefused) {
    publish();
    make("another deb");
    refused(ErrorKind::usage, "with other bytes");
}

TEST_F(ProgramTest, AFolderOfSomethingElseIsRefused) {
    write_file_atomic(packages_ / "slurm-factory_1.2.0_amd64.deb", "damaged");
    refused(ErrorKind::source, "does not have the checksum");
    make("a deb");
    write("slurm-factory-1.3.0-1.x86_64.rpm", "an rpm");
    refused(ErrorKind::usage, "several versions");
    make("a deb");
    write("other-1.2.0.deb", "a deb");
    refused(ErrorKind::usage, "no package of slurm-factory");
    fs::remove_all(packages_);
    refused(ErrorKind::usage, "has no packages");
}

TEST_F(ProgramTest, NamesDoNotLeadOutOfTheFolder) {
    write_file_atomic(packages_ / "SHA256SUMS", sha256_hex("a deb") + "  ../packages/slurm-factory_1.2.0_amd64.deb\n");
    refused(ErrorKind::source, "packages");
}

TEST_F(ProgramTest, ADryRunWritesNothing) {
    EXPECT_EQ(put(publish(true)), 6u);
    EXPECT_FALSE(fs::exists(root_folder_ / "program"));
}

}  // namespace
}  // namespace sf
