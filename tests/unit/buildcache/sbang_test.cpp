#include "buildcache/sbang.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "unit/relocate/compiled.h"

namespace sf {
namespace {

class SbangTest : public ::testing::Test {
  protected:
    SbangTest() { put_sbang(folder_.path()); }

    std::string run(const std::string& second_line, const std::string& rest, const std::string& arguments = "") {
        const fs::path script = folder_.path() / "script";
        write_file_atomic(script, "#!/bin/sh " + sbang_path(folder_.path()).string() + "\n" + second_line + "\n" + rest,
                          0755);
        return testing::sh(script.string() + " " + arguments + " 2>&1 || true");
    }

    TempDir folder_{fs::temp_directory_path(), "sf-sbang-"};
};

TEST_F(SbangTest, TheSecondLineNamesTheInterpreter) {
    const auto shown = run("#!/bin/cat", "text\n");
    EXPECT_EQ(shown, read_file(folder_.path() / "script"));
    EXPECT_EQ(run("#! /bin/sh -e", "echo $1\nfalse\necho not here\n", "'a  b'"), "a b\n");
    EXPECT_EQ(run("#!/usr/bin/env sh", "echo \"$2\"\n", "one 'two  three'"), "two  three\n");
}

TEST_F(SbangTest, CommentsOfOtherLanguagesNameItToo) {
    EXPECT_EQ(run("--!/bin/echo lua", ""), "lua " + (folder_.path() / "script").string() + "\n");
    EXPECT_EQ(run("//!/bin/echo node", ""), "node " + (folder_.path() / "script").string() + "\n");
    EXPECT_EQ(run("<?php #!/bin/echo php ?>", ""), "php " + (folder_.path() / "script").string() + "\n");
}

TEST_F(SbangTest, PerlSearchesForItsOwnLine) {
    EXPECT_EQ(run("#!/usr/bin/perl -l", "print 'from perl';\n"), "from perl\n");
    EXPECT_EQ(run("#!/usr/bin/env perl", "print \"$ARGV[0]\\n\";\n", "x"), "x\n");
}

TEST_F(SbangTest, AScriptWithoutOneIsAnError) {
    EXPECT_NE(run("echo hello", "").find("names no interpreter"), std::string::npos);
}

}  // namespace
}  // namespace sf
