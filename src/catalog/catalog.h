// The catalog: packages, releases and toolchains as plain values, loaded from YAML (docs/catalog.md is the format).
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace sf {

// A `when:` map. Every entry holds, or the condition does not. Empty: always.
struct Condition {
    std::map<std::string, std::vector<std::string>> entries;
};

// What conditions are evaluated against.
struct Context {
    std::string package_version, release, flavour, toolchain, family, source, arch;
    std::string compiler = "toolchain";  // toolchain | own (--compiler-version)
    std::vector<std::string> gpu{};      // gpu_support() of the toolchain and the flavour
};

bool holds(const Condition& condition, const Context& context);

struct Line {  // a string of a list, perhaps conditional
    std::string text;
    Condition when;
};
using Lines = std::vector<Line>;

std::vector<std::string> select(const Lines& lines, const Context& context);

struct SourceVariant {
    std::string variant;  // upstream, debian
    std::string sha256;   // empty only with `unverified`
    std::string sha256_from;
    bool unverified = false;
    std::vector<std::string> urls;  // upstream first
    std::vector<std::string> pool;  // relative to a Debian mirror's root
};

struct PackageVersion {
    std::string version;
    std::vector<SourceVariant> sources;
};

struct Patch {
    std::string file;
    std::filesystem::path path;  // absolute, in the catalog that named it
    std::string sha256;
    std::string why;
    Condition when;
};

struct Dependency {
    std::string name;
    std::vector<std::string> types;
    // Of a link: the package's files find it by their RUNPATH; false where the package's build says which.
    bool rpath = true;
    // In buildcaches this one's files travel inside the package, and Spack sees a build dependency: its own recipe of
    // the package knows no such dependency to link, and then the package is not found by name.
    bool embedded = false;
    std::string version{};  // what is taken where the release pins none; or empty
    Condition when{};
};

struct BuildRules {
    std::string system;  // autotools, cmake, make
    Lines source_dir;    // first that holds; empty: the top
    bool in_source = true;
    bool destdir = false;
    std::map<std::string, std::string> env;
    Lines prepare, configure_args, configure, build_args, build, install_args, install, post_install;
};

enum class CapabilityKind { program, library, plugin };

struct Provided {
    CapabilityKind kind;
    std::string name;                // sbin/slurmd, lib/libz.so.1, auth_munge
    std::string run;                 // program: arguments with which it exits with 0
    std::vector<std::string> hosts;  // plugin: programs that load it, relative to the prefix
    Condition when;
    std::vector<std::string> opens{};           // plugin: libraries of the view that it opens itself (dlopen)
    std::vector<std::string> driver_symbols{};  // how the symbols begin that a driver's library brings, if there: nvml
    std::vector<std::string> driver_libraries{};  // library: what it needs of a driver, if there is one
};

// Compiler flags by target, for versions of a compiler that do not know the toolchain's.
struct CompilerTargets {
    std::map<std::string, std::string> flags;
    Condition when;
};

// Where a package's modulefile stands in a hierarchy, and what it is made from (docs/catalog.md, "Modulefiles").
struct ModuleRule {
    std::string tier;   // core, compiler, mpi
    std::string opens;  // mpi: its modulefile leads to that tier's modules; or empty
    std::string file;   // in assets
};

struct Package {
    std::string name, description, why, homepage, license;
    std::vector<std::string> license_files;
    std::vector<std::string> known_as;              // names by which distributions and advisories speak of it
    std::string spack_namespace = "slurm_factory";  // the repository in which a Spack client finds this name
    bool shipped = true;
    bool from_compiler = false;  // no source: files of the compiler, and its version
    std::vector<CompilerTargets> compiler_targets;
    std::vector<PackageVersion> versions;
    std::vector<Patch> patches;
    std::vector<Dependency> dependencies;
    double build_cost = 0;  // CPU-seconds; 0: unknown
    BuildRules build;
    Lines smoke;
    std::vector<std::string> keep, drop;  // globs of the bundle
    std::string at;  // folder of the view that it has for itself; empty: bin, lib and so on, with all others
    std::vector<Provided> provides;
    std::optional<ModuleRule> module;
    std::filesystem::path file;  // where it was read

    const PackageVersion* find_version(const std::string& version) const;
};

struct Release {
    std::string release;                // 24.11
    std::string slurm;                  // 24.11.5
    std::string released, end_of_life;  // ISO dates
    std::vector<std::string> upgrades_from;
    int protocol = 0;  // SLURM_PROTOCOL_VERSION >> 8: by it state files and daemons name the release; 0: not known
    long long source_date_epoch = 0;
    std::map<std::string, std::string> packages;
    std::map<std::string, std::vector<std::string>> flavours;  // flavour -> roots
    std::vector<std::string> optional;                         // packages that --with may add to a flavour's roots
};

struct Toolchain {
    std::string name;
    std::string os_id, os_version, codename, os_name, spack_os;
    std::string family;
    std::string gcc, glibc;
    int abi_epoch = 0;
    std::vector<std::string> architectures;
    std::map<std::string, std::string> targets;
    std::string archive, suite;  // what mmdebstrap makes the root from: whose mirror (debian, ubuntu), and which suite
    std::vector<std::string> components;
    std::string image;  // an OCI reference; suite, image or both are given
    std::vector<std::string> build_packages, prove_packages;
    std::vector<std::string> gpu;             // rocm, rsmi: what the gpu flavour can be compiled with
    std::vector<std::string> gpu_packages;    // what its build root has besides build_packages
    std::vector<std::string> image_packages;  // what an image's root has
};

// What `when: {gpu: [...]}` is asked against: what the toolchain offers in the gpu flavour, nothing in others.
std::vector<std::string> gpu_support(const Toolchain& toolchain, const std::string& flavour);

// Loaded and validated; immutable afterwards.
class Catalog {
  public:
    // Later folders win by file name. Throws Error(catalog) naming file and place for the first fault.
    static Catalog load(const std::vector<std::filesystem::path>& folders);

    const Package& package(const std::string& name) const;  // the three throw Error(usage) with near names
    const Release& release(const std::string& name) const;
    const Toolchain& toolchain(const std::string& name) const;
    const std::map<std::string, Package>& packages() const { return packages_; }
    const std::map<std::string, Release>& releases() const { return releases_; }
    const std::map<std::string, Toolchain>& toolchains() const { return toolchains_; }
    // A file of catalog/assets; the last folder that has it.
    std::filesystem::path asset(const std::string& relative) const;
    // All of catalog/assets: path relative to it -> file, the last folder's.
    std::map<std::string, std::filesystem::path> assets() const;

  private:
    std::map<std::string, Package> packages_;
    std::map<std::string, Release> releases_;
    std::map<std::string, Toolchain> toolchains_;
    std::vector<std::filesystem::path> folders_;
};

// Every fault of a catalog, not just the first: for `catalog check`. Also cross-checks: pins that no package has,
// dependencies that do not exist, cycles, patches that are missing, releases that cannot be concretized.
std::vector<std::string> check_catalog(const std::vector<std::filesystem::path>& folders);

// The toolchain whose os matches an os-release file, or nothing.
const Toolchain* toolchain_of_host(const Catalog& catalog, const std::filesystem::path& os_release = "/etc/os-release");

}  // namespace sf
