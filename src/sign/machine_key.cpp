#include "sign/machine_key.h"

#include "base/error.h"
#include "base/os_error.h"

namespace sf {
namespace {

constexpr const char* kUserId = "slurm-factory, local buildcache";

void make_private(const fs::path& folder) {
    make_dirs(folder);
    std::error_code failure;
    fs::permissions(folder, fs::perms::owner_all, failure);
    if (failure) throw os_error(failure.value(), "set the mode of", folder);
}

}  // namespace

SigningKey machine_key(const fs::path& folder, Process& process) {
    make_private(folder);
    SigningKey key;
    key.key_file = folder / "secret.asc";
    const FileLock lock(folder / "lock");
    if (!fs::exists(key.key_file)) {
        auto keyring = Keyring::ephemeral(process);
        write_file_atomic(key.key_file, keyring.export_secret(keyring.make_key({kUserId})), 0600);
    }
    return key;
}

}  // namespace sf
