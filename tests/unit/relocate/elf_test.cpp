#include "relocate/elf.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "base/error.h"
#include "unit/relocate/compiled.h"

namespace sf {
namespace {

using ::testing::Contains;
using ::testing::Field;

class ElfTest : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = new TempDir(fs::temp_directory_path(), "sf-elf-test-");
        testing::compile_hello(folder_->path(), testing::padded("hello-1-abc") + "/lib");
    }
    static void TearDownTestSuite() { delete folder_; }
    static fs::path program() { return folder_->path() / "bin/hello"; }
    static fs::path library() { return folder_->path() / "lib/libhello.so.1"; }

  private:
    static TempDir* folder_;
};

TempDir* ElfTest::folder_ = nullptr;

const ElfSymbol* find(const Elf& elf, const std::string& name) {
    for (const auto& symbol : elf.symbols)
        if (symbol.name == name) return &symbol;
    return nullptr;
}

// Either outcome is right for a damaged file; anything else would end the test under the sanitizers.
bool parses(const std::string& bytes) {
    try {
        const auto elf = parse_elf(bytes, "damaged");
        glibc_floor(elf);
        return true;
    } catch (const Error&) {
        return false;
    }
}

TEST_F(ElfTest, ReadsAProgram) {
    const auto elf = read_elf(program());
    EXPECT_EQ(elf.machine, EM_X86_64);
    EXPECT_NE(elf.interpreter.find("ld-linux"), std::string::npos);
    EXPECT_THAT(elf.needed, Contains("libhello.so.1"));
    EXPECT_THAT(elf.needed, Contains("libc.so.6"));
    ASSERT_TRUE(elf.runpath);
    EXPECT_FALSE(elf.is_rpath);
    EXPECT_EQ(elf.runpath->value, testing::padded("hello-1-abc") + "/lib");
    EXPECT_EQ(read_file(program()).substr(elf.runpath->offset, elf.runpath->value.size()), elf.runpath->value);
}

TEST_F(ElfTest, ReadsUndefinedSymbolsThatNoHashTableCounts) {
    const auto elf = read_elf(program());
    const auto* hello = find(elf, "hello");
    ASSERT_NE(hello, nullptr);
    EXPECT_FALSE(hello->defined);
    EXPECT_EQ(hello->version, "");
    const auto* start = find(elf, "__libc_start_main");
    ASSERT_NE(start, nullptr);
    EXPECT_EQ(start->version, "GLIBC_2.34");
    EXPECT_EQ(start->version_file, "libc.so.6");
    EXPECT_EQ(glibc_floor(elf), "2.34");
}

TEST_F(ElfTest, ReadsALibrary) {
    const auto elf = read_elf(library());
    EXPECT_EQ(elf.soname, "libhello.so.1");
    EXPECT_TRUE(elf.interpreter.empty());
    const auto* hello = find(elf, "hello");
    ASSERT_NE(hello, nullptr);
    EXPECT_TRUE(hello->defined);
    EXPECT_FALSE(hello->hidden);
}

TEST_F(ElfTest, ReadsDefinedVersionsOfTheCLibrary) {
    const auto elf = read_elf("/lib/x86_64-linux-gnu/libc.so.6");
    bool old = false, current = false;
    for (const auto& symbol : elf.symbols) {
        if (symbol.name != "memcpy" || !symbol.defined) continue;
        old = old || (symbol.version == "GLIBC_2.2.5" && symbol.hidden);
        current = current || (symbol.version == "GLIBC_2.14" && !symbol.hidden);
    }
    EXPECT_TRUE(old);
    EXPECT_TRUE(current);
}

TEST_F(ElfTest, ReadsUndefinedSymbolsWithoutSectionHeaders) {
    auto bytes = read_file(program());
    Elf64_Ehdr header;
    std::memcpy(&header, bytes.data(), sizeof header);
    header.e_shoff = 0;
    header.e_shnum = 0;
    std::memcpy(bytes.data(), &header, sizeof header);
    EXPECT_NE(find(parse_elf(bytes, "stripped"), "hello"), nullptr);
}

TEST_F(ElfTest, RefusesOtherClasses) {
    const auto whole = read_file(program());
    auto bytes = whole;
    bytes[EI_CLASS] = ELFCLASS32;
    EXPECT_THROW(parse_elf(bytes, "32-bit"), Error);
    bytes = whole;
    bytes[EI_DATA] = ELFDATA2MSB;
    EXPECT_THROW(parse_elf(bytes, "big-endian"), Error);
    try {
        parse_elf("#!/bin/sh\n", "bin/script");
        FAIL();
    } catch (const Error& e) {
        EXPECT_NE(e.message().find("bin/script"), std::string::npos);
    }
}

TEST_F(ElfTest, SurvivesTruncationAtEveryLength) {
    const auto whole = read_file(library());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string cut(whole.data(), size);
        const bool parsed = parses(cut);
        EXPECT_FALSE(parsed && size < sizeof(Elf64_Ehdr)) << size;
    }
    EXPECT_TRUE(parses(whole));
}

TEST_F(ElfTest, SurvivesDamagedBytes) {
    for (const auto& path : {program(), library()}) {
        const auto whole = read_file(path);
        for (std::size_t at = 4; at < std::min<std::size_t>(whole.size(), 4096); ++at) {
            for (const char value : {'\x00', '\x7f', '\xff'}) {
                auto bytes = whole;
                bytes[at] = value;
                parses(bytes);
            }
        }
    }
}

TEST_F(ElfTest, SurvivesManyRandomDamages) {
    const auto whole = read_file(library());
    std::mt19937 random(20240101);  // NOLINT: the same damages every time
    std::uniform_int_distribution<std::size_t> place(4, whole.size() - 1);
    std::uniform_int_distribution<int> byte(0, 255);
    for (int round = 0; round < 2000; ++round) {
        auto bytes = whole;
        for (int i = 0; i < 24; ++i) bytes[place(random)] = static_cast<char>(byte(random));
        parses(bytes);
    }
}

TEST(GlibcFloor, ComparesAsNumbers) {
    Elf elf;
    elf.glibc_versions = {"GLIBC_2.2.5", "GLIBC_2.17", "GLIBC_2.4"};
    EXPECT_EQ(glibc_floor(elf), "2.17");
    elf.glibc_versions.push_back("GLIBC_ABI_DT_RELR");
    EXPECT_EQ(glibc_floor(elf), "2.36");
    EXPECT_EQ(glibc_floor(Elf{}), "");
    EXPECT_EQ(higher_glibc("2.9", "2.34"), "2.34");
    EXPECT_EQ(higher_glibc("", "2.34"), "2.34");
    EXPECT_EQ(higher_glibc("2.34", ""), "2.34");
}

}  // namespace
}  // namespace sf
