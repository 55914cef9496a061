#include "image/accounts.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace sf {
namespace {

const AccountFiles kBase{"root:x:0:0:root:/root:/bin/bash\n", "root:x:0:\nusers:x:100:\n",
                         "root:*:20412:0:99999:7:::\n", "root:*::\n"};

TEST(Accounts, AreAddedToEachFile) {
    const auto files = with_accounts(kBase, ImageAccounts{}.all());
    EXPECT_EQ(
        files.passwd,
        "root:x:0:0:root:/root:/bin/bash\nslurm:x:981:981::/var/lib/slurm:/usr/sbin/nologin\n"
        "munge:x:982:982::/var/lib/munge:/usr/sbin/nologin\nslurmrestd:x:983:983::/nonexistent:/usr/sbin/nologin\n"
        "client:x:65532:65532::/home/client:/bin/sh\n");
    EXPECT_THAT(files.group, testing::EndsWith("slurmrestd:x:983:\nclient:x:65532:\n"));
    EXPECT_THAT(files.gshadow, testing::StartsWith("root:*::\nslurm:!::\n"));
}

TEST(Accounts, NoDayOfTheBuildStays) {
    const auto files = with_accounts(kBase, {{"slurm", 5, "/", "/bin/sh"}});
    EXPECT_EQ(files.shadow, "root:*::0:99999:7:::\nslurm:!:::::::\n");
}

TEST(Accounts, WhatTheBaseHasNotStaysAway) {
    const auto files = with_accounts({"root:x:0:0::/:/bin/sh", "root:x:0:", "", ""}, {{"slurm", 5, "/", "/bin/sh"}});
    EXPECT_EQ(files.passwd, "root:x:0:0::/:/bin/sh\nslurm:x:5:5::/:/bin/sh\n");
    EXPECT_EQ(files.shadow, "");
    EXPECT_EQ(files.gshadow, "");
}

TEST(Accounts, ANameOrANumberOfAnotherIsRefused) {
    for (const ImageAccount& taken : {ImageAccount{"root", 981, "/", ""}, ImageAccount{"slurm", 100, "/", ""}}) {
        try {
            with_accounts(kBase, {taken});
            ADD_FAILURE() << taken.name;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::usage);
            EXPECT_THAT(error.message(), testing::HasSubstr(taken.name == "root" ? "user root" : "group users"));
        }
    }
}

}  // namespace
}  // namespace sf
