#include "catalog/files.h"

#include <algorithm>

#include "base/error.h"
#include "base/os_error.h"

namespace sf {

namespace fs = std::filesystem;

std::map<std::string, fs::path> catalog_files(const std::vector<fs::path>& folders, const std::string& kind) {
    std::map<std::string, fs::path> files;
    for (const fs::path& folder : folders) {
        std::error_code failure;
        if (!fs::is_directory(folder, failure)) {
            throw Error(ErrorKind::usage, "there is no catalog folder " + folder.string(),
                        "give --catalog a folder that holds packages/, releases/ or toolchains/");
        }
        if (!fs::is_directory(folder / kind, failure)) continue;
        for (fs::directory_iterator entry(folder / kind, failure), end; !failure && entry != end;
             entry.increment(failure)) {
            if (entry->path().extension() == ".yaml") files[entry->path().stem().string()] = entry->path();
        }
        if (failure) throw os_error(failure.value(), "list", folder / kind);
    }
    return files;
}

std::vector<fs::path> patch_folders(const std::vector<fs::path>& folders, const fs::path& file) {
    const fs::path own = file.parent_path() / "patches";
    std::vector<fs::path> result = {own};
    for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) {
        const fs::path patches = *folder / "packages" / "patches";
        if (patches != own) result.push_back(patches);
    }
    return result;
}

}  // namespace sf
