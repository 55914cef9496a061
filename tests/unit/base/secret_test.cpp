#include "base/secret.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <sstream>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

class SecretTest : public ::testing::Test {
  protected:
    // What is warned of while it is read.
    std::string warnings(const fs::path& file) {
        std::ostringstream told;
        const auto before = spdlog::default_logger();
        spdlog::set_default_logger(
            std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(told)));
        read_secret(file);
        spdlog::set_default_logger(before);
        return told.str();
    }

    TempDir folder_{fs::temp_directory_path(), "sf-secret-"};
    fs::path file_ = folder_.path() / "file";
};

TEST_F(SecretTest, ItsMemoryIsOverwritten) {
    for (const std::size_t length : {5, 500}) {
        std::string text(length, 'x');
        const char* at = text.data();
        wipe(text);
        EXPECT_TRUE(text.empty());
        EXPECT_EQ(std::string(at, length), std::string(length, '\0'));
    }
}

TEST_F(SecretTest, ItIsCopiedMovedAndAssigned) {
    Secret first("one"), copy = first;
    const Secret moved = std::move(first);
    EXPECT_EQ(copy.reveal(), "one");
    EXPECT_EQ(moved.reveal(), "one");
    copy = Secret("another");
    EXPECT_EQ(copy.reveal(), "another");
    EXPECT_TRUE(Secret().empty());
    EXPECT_EQ(first_line(Secret("one\r\ntwo\n")).reveal(), "one");
}

TEST_F(SecretTest, AFileThatOthersReadIsWarnedOf) {
    write_file_atomic(file_, "secret\n", 0600);
    EXPECT_EQ(read_secret(file_).reveal(), "secret\n");
    EXPECT_EQ(warnings(file_), "");
    ::chmod(file_.c_str(), 0640);
    const auto warned = warnings(file_);
    EXPECT_NE(warned.find("chmod 600"), std::string::npos);
    EXPECT_EQ(warned.find("secret\n"), std::string::npos);
}

TEST_F(SecretTest, ADescriptorIsReadToItsEndAndClosed) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    ASSERT_EQ(::write(ends[1], "a\nb\n", 4), 4);
    ::close(ends[1]);
    EXPECT_EQ(read_secret(ends[0]).reveal(), "a\nb\n");
    EXPECT_EQ(::fcntl(ends[0], F_GETFD), -1);
}

TEST_F(SecretTest, StandardInputStaysOpenAndIsEmpty) {
    write_file_atomic(file_, "secret", 0600);
    const UniqueFd before(::dup(STDIN_FILENO)), file(::open(file_.c_str(), O_RDONLY));
    ASSERT_EQ(::dup2(file.get(), STDIN_FILENO), STDIN_FILENO);
    EXPECT_EQ(read_secret(STDIN_FILENO).reveal(), "secret");
    ::lseek(file.get(), 0, SEEK_SET);
    char byte = 0;
    EXPECT_EQ(::read(STDIN_FILENO, &byte, 1), 0);
    ::dup2(before.get(), STDIN_FILENO);
}

TEST_F(SecretTest, WhatIsNotThereOrTooLargeIsAUsageError) {
    write_file_atomic(file_, std::string(2 << 20, 'x'), 0600);
    for (const auto& read : {std::function<void()>([&] { read_secret(file_); }),
                             std::function<void()>([&] { read_secret(folder_.path() / "no"); }),
                             std::function<void()>([&] { read_secret(folder_.path()); }),
                             std::function<void()>([] { read_secret(999); })}) {
        try {
            read();
            ADD_FAILURE();
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::usage) << e.message();
        }
    }
}

}  // namespace
}  // namespace sf
