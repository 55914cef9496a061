#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "catalog/parse.h"
#include "spec/version.h"

namespace sf {
namespace {

namespace fs = std::filesystem;

void check_range(const Reader& entry) {
    try {
        VersionRange(entry.text());
    } catch (const Error& e) {
        throw entry.fault(e.message(), e.hint());
    }
}

void check_condition_entry(const std::string& key, const Reader& entry) {
    if (key == "version" || key == "release") {
        check_range(entry);
    } else if (key == "flavour") {
        entry.one_of({"minimal", "default", "gpu"});
    } else if (key == "family") {
        entry.one_of({"apt", "dnf"});
    } else if (key == "arch") {
        entry.one_of({"x86_64", "aarch64"});
    } else if (key == "gpu") {
        entry.one_of({"rocm", "rsmi"});
    } else if (key == "compiler") {
        entry.one_of({"toolchain", "own"});
    } else {
        entry.text();
    }
}

// A range is a string, the rest are lists; a single word may stand for a list of one.
Condition parse_condition(const Reader& when) {
    when.expect_keys({"version", "release", "flavour", "toolchain", "family", "source", "arch", "gpu", "compiler"});
    Condition condition;
    when.for_each_entry([&](const std::string& key, const Reader& entry) {
        std::vector<std::string>& values = condition.entries[key];
        const auto take = [&](const Reader& value) {
            check_condition_entry(key, value);
            values.push_back(value.text());
        };
        const bool is_range = key == "version" || key == "release";
        if (is_range || entry.value().is_string()) {
            take(entry);
        } else {
            entry.for_each(take);
        }
    });
    return condition;
}

Condition condition_of(const Reader& entry) {
    return entry.has("when") ? parse_condition(entry.at("when")) : Condition{};
}

Line parse_line(const Reader& entry) {
    if (entry.value().is_string()) return {entry.text(), {}};
    entry.expect_keys({"arg", "when"});
    return {entry.text("arg"), condition_of(entry)};
}

Lines parse_lines(const Reader& owner, const char* key) {
    Lines lines;
    if (owner.has(key)) owner.at(key).for_each([&](const Reader& entry) { lines.push_back(parse_line(entry)); });
    return lines;
}

// One string, or a list of which the first that holds is taken.
Lines parse_source_dir(const Reader& build) {
    if (!build.has("source_dir")) return {};
    if (build.at("source_dir").value().is_string()) return {{build.text("source_dir"), {}}};
    return parse_lines(build, "source_dir");
}

void check_sha256(const Reader& entry) {
    const std::string text = entry.text();
    const bool valid = text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!valid) throw entry.fault(fmt::format("'{}' is not a sha256: 64 digits of 0-9a-f", text));
}

SourceVariant parse_source(const Reader& entry) {
    entry.expect_keys({"variant", "sha256", "sha256_from", "unverified", "urls", "pool"});
    SourceVariant source;
    source.variant = entry.text("variant");
    source.unverified = entry.boolean_or("unverified", false);
    if (entry.has("sha256")) check_sha256(entry.at("sha256"));
    if (entry.has("sha256") == source.unverified) {
        throw entry.fault("a source has either a sha256 or `unverified: true`");
    }
    source.sha256 = entry.text_or("sha256", "");
    source.sha256_from = source.unverified ? entry.text_or("sha256_from", "") : entry.text("sha256_from");
    source.urls = entry.texts_or_none("urls");
    source.pool = entry.texts_or_none("pool");
    if (source.urls.empty() && source.pool.empty()) throw entry.fault("a source has no origin: neither urls nor pool");
    return source;
}

PackageVersion parse_version(const Reader& entry) {
    entry.expect_keys({"version", "sources"});
    PackageVersion version;
    version.version = entry.text("version");
    entry.at("sources").for_each([&](const Reader& source) {
        SourceVariant parsed = parse_source(source);
        for (const SourceVariant& earlier : version.sources) {
            if (earlier.variant == parsed.variant) throw source.fault("the variant stands twice");
        }
        version.sources.push_back(std::move(parsed));
    });
    if (version.sources.empty()) throw entry.fault("a version has no sources");
    return version;
}

Patch parse_patch(const Reader& entry, const std::vector<fs::path>& folders) {
    entry.expect_keys({"file", "why", "when"});
    Patch patch;
    patch.file = entry.text("file");
    patch.why = entry.text("why");
    patch.when = condition_of(entry);
    if (patch.file.find('/') != std::string::npos) throw entry.at("file").fault("a patch is named without folders");
    for (const fs::path& folder : folders) {
        std::error_code failure;
        if (!fs::is_regular_file(folder / patch.file, failure)) continue;
        patch.path = fs::absolute(folder / patch.file);
        patch.sha256 = sha256_file(patch.path);
        return patch;
    }
    throw entry.at("file").fault(fmt::format("there is no patch {} in {}", patch.file, folders.front().string()));
}

Dependency parse_dependency(const Reader& entry) {
    entry.expect_keys({"name", "types", "rpath", "embedded", "version", "when"});
    Dependency dependency;
    dependency.name = entry.text("name");
    dependency.rpath = entry.boolean_or("rpath", true);
    dependency.embedded = entry.boolean_or("embedded", false);
    dependency.version = entry.text_or("version", "");
    dependency.when = condition_of(entry);
    entry.at("types").for_each([&](const Reader& type) {
        dependency.types.push_back(type.one_of({"build", "link", "run"}));
    });
    if (dependency.types.empty()) throw entry.at("types").fault("a dependency has at least one type");
    return dependency;
}

BuildRules parse_build(const Reader& build) {
    build.expect_keys({"system", "source_dir", "in_source", "destdir", "env", "prepare", "configure_args", "configure",
                       "build_args", "build", "install_args", "install", "post_install"});
    BuildRules rules;
    rules.system = build.at("system").one_of({"autotools", "cmake", "make"});
    rules.source_dir = parse_source_dir(build);
    rules.in_source = build.boolean_or("in_source", rules.system != "cmake");
    rules.destdir = build.boolean_or("destdir", false);
    if (build.has("env")) rules.env = build.at("env").text_map();
    rules.prepare = parse_lines(build, "prepare");
    rules.configure_args = parse_lines(build, "configure_args");
    rules.configure = parse_lines(build, "configure");
    rules.build_args = parse_lines(build, "build_args");
    rules.build = parse_lines(build, "build");
    rules.install_args = parse_lines(build, "install_args");
    rules.install = parse_lines(build, "install");
    rules.post_install = parse_lines(build, "post_install");
    return rules;
}

// A folder beside bin and lib, never one of those that packages share.
std::string parse_view_folder(const Reader& entry) {
    const std::string folder = entry.text();
    const bool plain = folder.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
    for (const char* shared : {"bin", "sbin", "lib", "libexec", "include", "share", "etc"}) {
        if (!plain || folder == shared)
            throw entry.fault(fmt::format("'{}' is no folder for one package alone", folder));
    }
    return folder;
}

Provided parse_provided(const Reader& entry) {
    entry.expect_keys(
        {"library", "program", "plugin", "run", "hosts", "opens", "driver_symbols", "driver_libraries", "when"});
    if (entry.has("library") + entry.has("program") + entry.has("plugin") != 1) {
        throw entry.fault("expected exactly one of library, program, plugin");
    }
    Provided provided;
    if (entry.has("program")) {
        provided.kind = CapabilityKind::program;
        provided.name = entry.text("program");
    } else if (entry.has("library")) {
        provided.kind = CapabilityKind::library;
        provided.name = entry.text("library");
    } else {
        provided.kind = CapabilityKind::plugin;
        provided.name = entry.text("plugin");
    }
    provided.run = entry.text_or("run", "");
    provided.hosts = entry.texts_or_none("hosts");
    provided.opens = entry.texts_or_none("opens");
    provided.driver_symbols = entry.texts_or_none("driver_symbols");
    provided.driver_libraries = entry.texts_or_none("driver_libraries");
    if (!provided.driver_libraries.empty() && provided.kind != CapabilityKind::library)
        throw entry.fault("only a library has driver_libraries");
    provided.when = condition_of(entry);
    return provided;
}

CompilerTargets parse_compiler_targets(const Reader& entry) {
    entry.expect_keys({"flags", "when"});
    return {entry.at("flags").text_map(), condition_of(entry)};
}

// A package has versions with sources, or is made from the compiler's files.
void parse_origin(const Reader& file, Package& package) {
    if (file.has("from")) {
        file.at("from").one_of({"compiler"});
        package.from_compiler = true;
        if (file.has("versions")) throw file.at("versions").fault("what is made from the compiler has no versions");
        return;
    }
    file.at("versions").for_each([&](const Reader& entry) { package.versions.push_back(parse_version(entry)); });
}

ModuleRule parse_module(const Reader& entry) {
    entry.expect_keys({"tier", "opens", "template"});
    ModuleRule rule{entry.at("tier").one_of({"core", "compiler", "mpi"}), "", entry.text("template")};
    if (entry.has("opens")) rule.opens = entry.at("opens").one_of({"mpi"});
    if (!rule.opens.empty() && rule.tier != "compiler")
        throw entry.fault("only a module of the tier compiler opens mpi");
    return rule;
}

}  // namespace

Package parse_package(const Reader& file, const std::vector<fs::path>& patch_folders) {
    file.expect_keys({"name",
                      "description",
                      "why",
                      "homepage",
                      "license",
                      "license_files",
                      "known_as",
                      "namespace",
                      "shipped",
                      "build_cost",
                      "from",
                      "versions",
                      "compiler_targets",
                      "patches",
                      "dependencies",
                      "build",
                      "smoke",
                      "bundle",
                      "provides",
                      "module"});
    Package package;
    package.name = file.text("name");
    package.description = file.text("description");
    package.why = file.text("why");
    package.homepage = file.text("homepage");
    package.license = file.text("license");
    package.license_files = file.texts_or_none("license_files");
    package.known_as = file.texts_or_none("known_as");
    package.spack_namespace = file.text_or("namespace", package.spack_namespace);
    package.shipped = file.boolean_or("shipped", true);
    if (file.has("build_cost")) package.build_cost = static_cast<double>(file.at("build_cost").integer());
    parse_origin(file, package);
    if (file.has("compiler_targets")) {
        file.at("compiler_targets").for_each([&](const Reader& entry) {
            package.compiler_targets.push_back(parse_compiler_targets(entry));
        });
    }
    if (file.has("patches")) {
        file.at("patches").for_each(
            [&](const Reader& entry) { package.patches.push_back(parse_patch(entry, patch_folders)); });
    }
    if (file.has("dependencies")) {
        file.at("dependencies").for_each([&](const Reader& entry) {
            package.dependencies.push_back(parse_dependency(entry));
        });
    }
    package.build = parse_build(file.at("build"));
    package.smoke = parse_lines(file, "smoke");
    if (file.has("bundle")) {
        const Reader bundle = file.at("bundle");
        bundle.expect_keys({"keep", "drop", "at"});
        package.keep = bundle.texts_or_none("keep");
        package.drop = bundle.texts_or_none("drop");
        if (bundle.has("at")) package.at = parse_view_folder(bundle.at("at"));
    }
    if (file.has("provides")) {
        file.at("provides").for_each([&](const Reader& entry) { package.provides.push_back(parse_provided(entry)); });
    }
    if (file.has("module")) package.module = parse_module(file.at("module"));
    package.file = fs::absolute(file.file());
    return package;
}

}  // namespace sf
