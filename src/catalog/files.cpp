#include "catalog/files.h"

#include <algorithm>

#include "base/error.h"

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
        for (const fs::directory_entry& entry : fs::directory_iterator(folder / kind)) {
            if (entry.path().extension() == ".yaml") files[entry.path().stem().string()] = entry.path();
        }
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
