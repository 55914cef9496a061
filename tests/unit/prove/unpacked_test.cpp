#include "prove/unpacked.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"

namespace sf {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Unpacked : public testing::Test {
  protected:
    Unpacked() : scratch_(fs::temp_directory_path(), "prove-test-") {
        make_dirs(folder() / "view/bin");
        make_dirs(folder() / "manifest");
        write_file_atomic(folder() / "view/bin/sinfo", "0123456789");
        fs::create_symlink("sinfo", folder() / "view/bin/link");
        write_json("capabilities.json", {{"version", 1},
                                         {"slurm", "24.11.5"},
                                         {"toolchain", "trixie"},
                                         {"glibc_floor", "2.38"},
                                         {"programs", {{{"path", "bin/sinfo"}, {"run", "--version"}}}},
                                         {"libraries", Json::array()},
                                         {"plugins", Json::array()}});
        write_json("relocation.json", {{"version", 1}, {"entries", Json::array()}});
        write_json("runpath.json", {{"version", 1}, {"own_folders", {{"bin/sinfo", {"pmix4/lib"}}}}});
        list_files(sha256_hex("0123456789"));
    }

    fs::path folder() const { return scratch_.path() / "bundle"; }
    void write_json(const std::string& name, const Json& json) {
        write_file_atomic(folder() / "manifest" / name, pretty_json(json));
    }
    void list_files(const std::string& sha256) {
        write_json(
            "files.json",
            {{"version", 1},
             {"files",
              {{{"path", "view/bin/link"}, {"type", "link"}, {"target", "sinfo"}},
               {{"path", "view/bin/sinfo"}, {"type", "file"}, {"mode", "0755"}, {"size", 10}, {"sha256", sha256}}}}});
    }
    UnpackedBundle unpack(const fs::path& bundle) {
        return unpack_bundle(bundle, scratch_.path() / "unpacked", *process_);
    }
    std::vector<std::string> faults() { return manifest_faults(unpack(folder())); }

    TempDir scratch_;
    std::unique_ptr<Process> process_ = make_system_process();
};

TEST_F(Unpacked, ReadsTheManifestOfAFolder) {
    const auto bundle = unpack(folder());
    EXPECT_EQ(bundle.slurm, "24.11.5");
    EXPECT_EQ(bundle.glibc_floor, "2.38");
    EXPECT_EQ(bundle.sha256, "");
    EXPECT_EQ(bundle.own_folders, (OwnFolders{{"bin/sinfo", {"pmix4/lib"}}}));
    ASSERT_EQ(bundle.capabilities.size(), 1U);
    EXPECT_EQ(bundle.capabilities[0].run, "--version");
}

TEST_F(Unpacked, UnpacksATarball) {
    const auto tarball = scratch_.path() / "b.tar.gz";
    Command tar;
    tar.argv = {"tar", "-czf", tarball.string(), "-C", folder().string(), "view", "manifest"};
    ASSERT_TRUE(process_->run(tar).ok());
    const auto bundle = unpack(tarball);
    EXPECT_EQ(bundle.sha256, sha256_file(tarball));
    EXPECT_EQ(read_file(bundle.view() / "bin/sinfo"), "0123456789");
}

TEST_F(Unpacked, RefusesWhatIsNoBundle) {
    const auto file = scratch_.path() / "b.tar.gz";
    write_file_atomic(file, "no archive");
    EXPECT_THROW(unpack(file), Error);
    EXPECT_THROW(unpack(scratch_.path() / "absent"), Error);
    fs::remove(folder() / "manifest/capabilities.json");
    EXPECT_THROW(unpack(folder()), Error);
}

TEST_F(Unpacked, RefusesAnOlderGlibcNamingBoth) {
    const auto bundle = unpack(folder());
    EXPECT_NO_THROW(refuse_older_glibc(bundle, "trixie", "2.41"));
    EXPECT_NO_THROW(refuse_older_glibc(bundle, "exact", "2.38"));
    try {
        refuse_older_glibc(bundle, "bookworm", "2.36");
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::proof);
        EXPECT_THAT(error.message(),
                    testing::AllOf(HasSubstr("2.38"), HasSubstr("bookworm has 2.36"), HasSubstr("built for trixie")));
    }
}

TEST_F(Unpacked, AnUntouchedTreeIsAsItsManifestSays) {
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(Unpacked, NamesAChangedByte) {
    write_file_atomic(folder() / "view/bin/sinfo", "0123456780");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("view/bin/sinfo is not what")));
}

TEST_F(Unpacked, NamesAMissingAndAnExtraFile) {
    fs::rename(folder() / "view/bin/sinfo", folder() / "view/bin/other");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("view/bin/other is not in"), "view/bin/sinfo is missing"));
}

TEST_F(Unpacked, NamesALinkThatLeadsElsewhere) {
    fs::remove(folder() / "view/bin/link");
    fs::create_symlink("/etc/passwd", folder() / "view/bin/link");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("view/bin/link is not what")));
}

TEST_F(Unpacked, LeavesOutWhatTheRelocationTableLists) {
    write_json(
        "relocation.json",
        {{"version", 1},
         {"entries", {{{"file", "bin/sinfo"}, {"offset", 2}, {"room", 3}, {"kind", "binary"}, {"value", "234"}}}}});
    list_files(sha256_hex(std::string("01") + std::string(3, '\0') + "56789"));
    write_file_atomic(folder() / "view/bin/sinfo", "01xyz56789");
    EXPECT_THAT(faults(), IsEmpty());
}

}  // namespace
}  // namespace sf
