// A stack of two packages as builds leave them in a store: "hello", a library, and "slurm", whose program and plugin
// need it. They are compiled by the machine's compiler with padded RUNPATHs.
#pragma once

#include <gtest/gtest.h>

#include "base/files.h"
#include "concretize/concretize.h"
#include "store/store.h"
#include "unit/relocate/compiled.h"

namespace sf::testing {

class SmallStack {
  public:
    SmallStack() : store(home) {
        make_dirs(home.store());
        make_dirs(home.tmp());
        make_dirs(catalog_folder() / "assets");
        for (const auto& asset : fs::directory_iterator(fs::path(SF_CATALOG) / "assets"))
            if (asset.is_regular_file()) fs::copy_file(asset, catalog_folder() / "assets" / asset.path().filename());
        describe();
        install_hello();
        install_slurm();
    }

    fs::path catalog_folder() const { return folder_.path() / "catalog"; }
    fs::path output() const { return folder_.path() / "output"; }
    fs::path scratch() const { return folder_.path() / "scratch"; }
    fs::path prefix_of(const std::string& name) const { return store.path(plan.at(name).spec); }
    Package& package(const std::string& name) { return name == "hello" ? hello_ : slurm_; }

  private:
    TempDir folder_{fs::temp_directory_path(), "sf-bundle-test-"};
    Package hello_, slurm_;
    Release release_;
    Toolchain toolchain_;

  public:
    Home home{folder_.path() / "home"};
    Store store;
    Plan plan;

  private:
    static PlannedPackage planned(const Package& package, const std::string& version, char hash) {
        PlannedPackage result;
        result.spec.name = package.name;
        result.spec.version = version;
        result.spec.arch = {"linux", "debian12", "x86_64_v3"};
        result.spec.hash = std::string(32, hash);
        result.package = &package;
        result.source.variant = "upstream";
        result.source.sha256 = std::string(64, hash);
        result.source.urls = {"https://example.org/" + package.name + ".tar.gz"};
        result.source.pool = {"pool/main/" + package.name + ".tar.gz"};
        result.prefix = padded_prefix(result.spec);
        result.shipped = true;
        return result;
    }

    void describe() {
        hello_.name = "hello";
        hello_.license = "MIT";
        hello_.file = "hello.yaml";
        hello_.keep = {"lib/*.so*"};
        hello_.provides = {{CapabilityKind::library, "lib/libhello.so.1", "", {}, {}}};
        slurm_.name = "slurm";
        slurm_.license = "GPL-2.0-or-later";
        slurm_.file = "slurm.yaml";
        slurm_.keep = {"bin/*", "lib/**", "share/**", "etc/**"};
        slurm_.drop = {"lib/**/*.la"};
        slurm_.provides = {{CapabilityKind::program, "bin/srun", "--version", {}, {}},
                           {CapabilityKind::plugin, "auth_hello", "", {"bin/srun"}, {}},
                           {CapabilityKind::plugin, "auth_later", "", {}, Condition{{{"release", {"25.05:"}}}}}};
        release_.release = "24.11";
        release_.slurm = "24.11.5";
        release_.source_date_epoch = 1741737600;
        toolchain_.name = "bookworm";
        toolchain_.os_id = "debian";
        toolchain_.os_version = "12";
        toolchain_.codename = "bookworm";
        toolchain_.os_name = "Debian 12";
        toolchain_.family = "apt";
        toolchain_.gcc = "12";
        plan.request.slurm_version = "24.11";
        plan.request.toolchain = "bookworm";
        plan.request.flavour = "minimal";
        plan.release = "24.11";
        plan.slurm_version = "24.11.5";
        plan.release_data = &release_;
        plan.toolchain = &toolchain_;
        plan.gcc = toolchain_.gcc;
        plan.context = {"", "24.11", "minimal", "bookworm", "apt", "", "x86_64"};
        plan.packages = {planned(hello_, "1.0", 'a'), planned(slurm_, "24.11.5", 'b')};
        plan.packages[1].spec.dependencies = {{"hello", plan.packages[0].spec.hash, {"build", "link"}, {}}};
        plan.packages[1].link_dependencies = plan.packages[1].build_dependencies = {"hello"};
        plan.packages[1].patches = {{"fix.patch", "", std::string(64, 'c'), "it is broken", {}}};
        plan.roots = {"slurm"};
    }

    static void license(const fs::path& prefix, const std::string& name) {
        make_dirs(prefix / "share/licenses" / name);
        write_file_atomic(prefix / "share/licenses" / name / "COPYING", "the licence of " + name + "\n");
    }

    void install_hello() {
        const auto prefix = prefix_of("hello");
        make_dirs(prefix / "lib");
        make_dirs(prefix / "include");
        make_dirs(prefix / ".spack");
        write_file_atomic(prefix / ".spack/spec.json", "{}");
        write_file_atomic(prefix / "include/hello.h", "int hello(void);\n");
        sh(
            fmt::format("cd '{}'; printf '%s' 'int hello(void) {{ return 42; }}' | gcc -x c -shared -fPIC "
                        "-Wl,-soname,libhello.so.1 "
                        "-Wl,-rpath,{}/lib -o lib/libhello.so.1 -; ln -s libhello.so.1 lib/libhello.so",
                        prefix.string(), plan.at("hello").prefix));
        license(prefix, "hello");
    }

    void install_slurm() {
        const auto prefix = prefix_of("slurm"), hello = prefix_of("hello");
        const auto rpath = plan.at("slurm").prefix + "/lib:" + plan.at("hello").prefix + "/lib";
        for (const char* folder : {"bin", "lib/slurm", "etc/slurm", "share/doc/slurm"}) make_dirs(prefix / folder);
        sh(
            fmt::format("cd '{}'; printf '%s' '#include <stdio.h>\nint hello(void); int main(void) {{ "
                        "printf(\"%d\\n\", hello()); }}' | "
                        "gcc -x c "
                        "-Wl,-rpath,{} -o bin/srun - -x none '{}/lib/libhello.so.1'; printf '%s' 'int hello(void); int "
                        "auth(void) {{ return "
                        "hello(); "
                        "}}' | gcc -x c -shared -fPIC -Wl,-rpath,{} -o lib/slurm/auth_hello.so - -x none "
                        "'{}/lib/libhello.so.1'; ln -s {} "
                        "lib/slurm/hello.so",
                        prefix.string(), rpath, hello.string(), rpath, hello.string(),
                        plan.at("hello").prefix + "/lib/libhello.so.1"));
        write_file_atomic(prefix / "lib/slurm/auth_hello.la", "dropped");
        write_file_atomic(prefix / "etc/slurm/slurm.conf.example", "ClusterName=lab\n");
        write_file_atomic(prefix / "share/doc/slurm/index.html", "<html></html>\n");
        license(prefix, "slurm");
    }
};

}  // namespace sf::testing
