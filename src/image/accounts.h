// The users of an image: Slurm's, munge's, slurmrestd's, and the one that clients are unless told otherwise.
#pragma once

#include <string>
#include <vector>

namespace sf {

struct ImageAccount {
    std::string name;
    unsigned id = 0;  // of the user and of the group of that name
    std::string home, shell;
};

struct ImageAccounts {
    ImageAccount slurm{"slurm", 981, "/var/lib/slurm", "/usr/sbin/nologin"};
    ImageAccount munge{"munge", 982, "/var/lib/munge", "/usr/sbin/nologin"};
    ImageAccount restd{"slurmrestd", 983, "/nonexistent", "/usr/sbin/nologin"};
    // No cluster has a user of this number: who starts a client without saying as whom can read, and no more.
    ImageAccount client{"client", 65532, "/home/client", "/bin/sh"};

    std::vector<ImageAccount> all() const { return {slurm, munge, restd, client}; }
};

// What /etc/passwd and the like hold; empty where there is no such file.
struct AccountFiles {
    std::string passwd, group, shadow, gshadow;
};

// The files with those accounts, and without the days on which passwords were changed, which are the days on which the
// root was made. Throws Error(usage) where a name or a number is another's.
AccountFiles with_accounts(const AccountFiles& base, const std::vector<ImageAccount>& accounts);

}  // namespace sf
