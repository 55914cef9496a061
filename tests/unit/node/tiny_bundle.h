// A bundle as small as one can be: a program, a link, a library with two padded prefixes, and a manifest.
#pragma once

#include <functional>

#include "base/files.h"
#include "bundle/file_list.h"
#include "bundle/pack.h"
#include "relocate/relocate.h"
#include "unit/relocate/compiled.h"

namespace sf::testing {

class TinyBundle {
  public:
    explicit TinyBundle(const std::string& slurm = "24.11.5", const std::string& release = "24.11") {
        const auto main = padded("slurm-24.11.5-aaaa"), other = padded("pmix-5.0.5-bbbb");
        put("data/notes.txt", "notes\n");
        put("view/bin/sinfo", "#!/bin/sh\necho " + slurm + "\n", 0755);
        put("view/lib/libx.so", std::string("\x7f\0", 2) + main + "/lib:" + other + "/include" + std::string(1, '\0'));
        fs::create_symlink("libx.so", tree() / "view/lib/libx.so.1");
        make_dirs(tree() / "manifest");
        capabilities = {{"slurm", slurm}, {"release", release}, {"flavour", "minimal"}, {"toolchain", "bookworm"}};
        requirements = {{"arch", "x86_64"}, {"target", "x86_64"}, {"glibc_floor", "2.17"}};
        const auto baked = find_baked_strings(tree() / "view");
        relocation = relocation_table(baked, {{"pmix-5.0.5-bbbb", "pmix5"}});
        files = files_to_json(list_files(tree(), baked, {}));
    }

    fs::path tree() const { return folder_.path() / "tree"; }
    void put(const std::string& path, const std::string& content, mode_t mode = 0644) const {
        make_dirs((tree() / path).parent_path());
        write_file_atomic(tree() / path, content, mode);
    }
    void write_manifest() const {
        const auto manifest = tree() / "manifest";
        write_file_atomic(manifest / "capabilities.json", pretty_json(capabilities));
        write_file_atomic(manifest / "requirements.json", pretty_json(requirements));
        write_file_atomic(manifest / "relocation.json", pretty_json(relocation));
        write_file_atomic(manifest / "files.json", pretty_json(files));
    }
    // The tarball of the tree and the documents as they are now.
    fs::path pack(Compression compression = Compression::gzip) const {
        write_manifest();
        const auto tarball = folder_.path() / "slurm.tar.gz";
        fs::remove(tarball);
        sf::pack(tree(), tarball, 1741737600, compression);
        return tarball;
    }

    Json capabilities, requirements, relocation, files;

  private:
    TempDir folder_{fs::temp_directory_path(), "sf-node-test-"};
};

}  // namespace sf::testing
