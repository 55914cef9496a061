// A catalog of four packages in a temporary folder, valid until a test spoils it: slurm needs curl, openssl and munge;
// curl needs openssl; openssl and munge need zlib.
#pragma once

#include <string>

#include "base/files.h"
#include "catalog/catalog.h"

namespace sf {

class SmallCatalog {
  public:
    SmallCatalog() {
        add_package("zlib", "1.3.1", "");
        add_package("openssl", "3.5.7", dependency("zlib"));
        add_package("munge", "0.5.16", dependency("zlib"));
        add_package("curl", "8.14.1", dependency("openssl"));
        add_package("slurm", "24.11.5", dependency("curl") + dependency("openssl") + dependency("munge"));
        write("releases/24.11.yaml", release("24.11", "24.11.5"));
        write("toolchains/bookworm.yaml", toolchain("bookworm", "12"));
        write("toolchains/trixie.yaml", toolchain("trixie", "13"));
        make_dirs(root() / "schema");
        for (const char* kind : {"package", "release", "toolchain"}) {
            const std::string name = std::string("schema/") + kind + ".schema.json";
            write(name, read_file(fs::path(SF_CATALOG) / name));
        }
    }

    const fs::path& root() const { return folder_.path(); }
    Catalog load() const { return Catalog::load({root()}); }

    void write(const std::string& relative, const std::string& content) const {
        make_dirs((root() / relative).parent_path());
        write_file_atomic(root() / relative, content);
    }

    // Replaces the first `from` in a file; the test fails loudly if it is not there.
    void replace(const std::string& relative, const std::string& from, const std::string& to) const {
        std::string text = read_file(root() / relative);
        text.replace(text.find(from), from.size(), to);
        write(relative, text);
    }

    void append(const std::string& relative, const std::string& text) const {
        write(relative, read_file(root() / relative) + text);
    }

    static std::string dependency(const std::string& name) {
        return "  - {name: " + name + ", types: [build, link]}\n";
    }

    void add_package(const std::string& name, const std::string& version, const std::string& dependencies) const {
        std::string text =
            "name: " + name + "\ndescription: about " + name + "\nwhy: because\nhomepage: https://example.org\n";
        text += "license: MIT\nlicense_files: [LICENSE]\nversions:\n  - version: \"" + version + "\"\n    sources:\n";
        text += "      - variant: upstream\n        sha256: \"" + std::string(64, 'a') +
                "\"\n        sha256_from: computed\n";
        text += "        urls: [https://example.org/" + name + ".tar.gz]\n";
        text += "      - variant: debian\n        sha256: \"" + std::string(64, 'b') +
                "\"\n        sha256_from: computed\n";
        text += "        pool: [pool/main/" + name + ".tar.gz]\n";
        if (!dependencies.empty()) text += "dependencies:\n" + dependencies;
        text += "build:\n  system: autotools\n  configure_args:\n    - --disable-static\n";
        text +=
            "smoke:\n  - \"true\"\nbundle:\n  keep: [\"lib/**\"]\nprovides:\n  - {library: lib/lib" + name + ".so}\n";
        write("packages/" + name + ".yaml", text);
    }

    static std::string release(const std::string& name, const std::string& slurm) {
        return "release: \"" + name + "\"\nslurm: \"" + slurm +
               "\"\nreleased: 2024-11-29\nend_of_life: 2026-05-31\nsource_date_epoch: 1741737600\npackages:\n  slurm: "
               "\"" +
               slurm +
               "\"\n  zlib: \"1.3.1\"\n  openssl: \"3.5.7\"\n  munge: \"0.5.16\"\n  curl: \"8.14.1\"\n"
               "flavours:\n  minimal: [slurm, munge]\n";
    }

    static std::string toolchain(const std::string& name, const std::string& version) {
        return "name: " + name + "\nos: {id: debian, version_id: \"" + version + "\", codename: " + name +
               ", name: Debian " + version + ", spack: debian" + version +
               "}\nfamily: apt\ngcc: \"12\"\nglibc: \"2.36\"\nabi_epoch: 1\n" +
               "architectures: [x86_64, aarch64]\ntargets:\n  x86_64: -march=x86-64\n  x86_64_v3: -march=x86-64-v3\n" +
               "  aarch64: -march=armv8-a\nrootfs:\n  bootstrap: {archive: debian, suite: " + name +
               ", components: [main]}\n  build_packages: [gcc]\n  prove_packages: [mariadb-server]\n";
    }

  private:
    TempDir folder_{fs::temp_directory_path(), "catalog-test-"};
};

}  // namespace sf
