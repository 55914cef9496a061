#include "factory/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"

namespace sf {
namespace {

class CompareTrees : public testing::Test {
  protected:
    CompareTrees() {
        for (const auto& tree : {first(), second()}) {
            make_dirs(tree / "bin");
            write_file_atomic(tree / "bin/tool",
                              std::string("\x7f"
                                          "ELF\0same",
                                          9),
                              0755);
            write_file_atomic(tree / "notes", "one\ntwo\nthree\n");
            fs::create_symlink("tool", tree / "bin/link");
        }
    }

    fs::path first() const { return folder_.path() / "first"; }
    fs::path second() const { return folder_.path() / "second"; }

    // "PATH: WHAT" of each difference.
    std::vector<std::string> differences() const {
        std::vector<std::string> lines;
        for (const auto& found : compare_trees(first(), second())) lines.push_back(found.path + ": " + found.what);
        return lines;
    }

    TempDir folder_{fs::temp_directory_path(), "sf-compare-test-"};
};

TEST_F(CompareTrees, EqualTreesHaveNone) {
    fs::last_write_time(second() / "notes", fs::file_time_type::clock::now() - std::chrono::hours(9));
    fs::permissions(second() / "notes", fs::perms::owner_read);
    EXPECT_THAT(differences(), testing::IsEmpty());
}

TEST_F(CompareTrees, ShowsTheFirstLineOfATextThatDiffers) {
    write_file_atomic(second() / "notes", "one\ntwo, at noon\nthree\n");
    EXPECT_THAT(differences(), testing::ElementsAre("notes: 14 and 23 bytes; line 2 is \"two\" and \"two, at noon\""));
}

TEST_F(CompareTrees, ShowsWhereATextEndsEarly) {
    write_file_atomic(second() / "notes", "one\ntwo\n");
    EXPECT_THAT(differences(), testing::ElementsAre("notes: 14 and 8 bytes; line 3 is \"three\" and \"\""));
}

TEST_F(CompareTrees, ShowsTheFirstBytesOfABinaryThatDiffer) {
    write_file_atomic(second() / "bin/tool",
                      std::string("\x7f"
                                  "ELF\0sAme",
                                  9),
                      0755);
    EXPECT_THAT(differences(), testing::ElementsAre("bin/tool: from byte 6 on \"ame\" and \"Ame\""));
}

TEST_F(CompareTrees, ShowsTypesTargetsAndModes) {
    fs::remove(second() / "bin/link");
    fs::create_symlink("elsewhere", second() / "bin/link");
    write_file_atomic(second() / "bin/tool", read_file(first() / "bin/tool"), 0644);
    fs::remove(second() / "notes");
    make_dirs(second() / "notes");
    EXPECT_THAT(differences(),
                testing::ElementsAre("bin/link: a link to tool and to elsewhere",
                                     "bin/tool: executable and not executable", "notes: a file and a folder"));
}

TEST_F(CompareTrees, NamesWhatOnlyOneHas) {
    fs::remove(first() / "notes");
    write_file_atomic(first() / "a", "");
    EXPECT_THAT(differences(), testing::ElementsAre("a: only the first has it", "notes: only the second has it"));
}

}  // namespace
}  // namespace sf
