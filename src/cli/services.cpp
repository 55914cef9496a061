#include "cli/services.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/error.h"

namespace sf {

namespace {

std::filesystem::path program_folder() {
    std::error_code ignored;
    auto self = fs::read_symlink("/proc/self/exe", ignored);
    return self.parent_path();
}

}  // namespace

Home Services::home() const {
    if (!home_option.empty()) return Home{fs::absolute(home_option)};
    const char* user_home = std::getenv("HOME");
    if (!user_home || !*user_home)
        throw Error(ErrorKind::host, "neither $SLURM_FACTORY_HOME nor $HOME is set",
                    "name a folder with --home DIR or SLURM_FACTORY_HOME=DIR");
    return Home{fs::path(user_home) / ".slurm-factory"};
}

std::vector<fs::path> Services::catalog_folders() const {
    std::vector<fs::path> folders;
    const auto installed = program_folder() / SF_CATALOG_INSTALLED;
    const auto source = program_folder() / SF_CATALOG_SOURCE;
    if (fs::is_directory(installed)) {
        folders.push_back(fs::canonical(installed));
    } else if (fs::is_directory(source)) {
        folders.push_back(fs::canonical(source));
    } else {
        throw Error(ErrorKind::host, "the program's catalog is missing: " + installed.lexically_normal().string(),
                    "install slurm-factory again, with its share/slurm-factory folder");
    }
    for (const auto& overlay : catalogs) {
        if (!fs::is_directory(overlay))
            throw Error(ErrorKind::usage, "--catalog " + overlay + " is not a folder",
                        "an overlay has the layout of docs/catalog.md: packages/, releases/, toolchains/");
        folders.push_back(fs::canonical(overlay));
    }
    return folders;
}

const Catalog& Services::catalog() {
    if (!catalog_) catalog_ = Catalog::load(catalog_folders());
    return *catalog_;
}

std::unique_ptr<Progress> Services::progress() const {
    return make_progress(*clock, isatty(STDERR_FILENO) == 1, quiet);
}

SourceSettings Services::source_settings() const {
    SourceSettings settings;
    if (const char* mirror = std::getenv("SLURM_FACTORY_DEBIAN_MIRROR")) settings.debian_mirror = mirror;
    if (const char* mirror = std::getenv("SLURM_FACTORY_UBUNTU_MIRROR")) settings.ubuntu_mirror = mirror;
    settings.allow_unverified = allow_unverified;
    settings.offline = offline;
    return settings;
}

void print(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        throw Error(ErrorKind::host, "cannot write to standard output");
}

}  // namespace sf
