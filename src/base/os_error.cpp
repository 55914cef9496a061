#include "base/os_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

#include "base/files.h"
#include "base/text.h"

namespace sf {
namespace {

std::string free_space(const std::filesystem::path& path) {
    try {
        return format_bytes(disk_free(path)) + " free";
    } catch (const Error&) {
        return "free space unknown";
    }
}

}  // namespace

Error os_error(int code, const std::string& doing, const std::filesystem::path& path) {
    const std::string reason = std::generic_category().message(code);
    switch (code) {
        case ENOSPC:
        case EDQUOT:
            return Error(
                ErrorKind::host,
                fmt::format("disk full: cannot {} {} ({}; {})", doing, path.string(), reason, free_space(path)),
                "make room there, or set SLURM_FACTORY_HOME to a folder on a file system with more space");
        case EACCES:
        case EPERM:
        case EROFS:
            return Error(ErrorKind::host, fmt::format("cannot {} {}: {}", doing, path.string(), reason),
                         "run as a user who may do this, or choose another folder");
        default:
            return Error(ErrorKind::failure, fmt::format("cannot {} {}: {}", doing, path.string(), reason));
    }
}

}  // namespace sf
