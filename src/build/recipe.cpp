#include "build/recipe.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "spec/version.h"

namespace sf {

namespace {

namespace paths = sandbox_paths;

std::vector<std::string> prefixes_of(const Plan& plan, const std::vector<std::string>& names) {
    std::vector<std::string> result;
    for (const auto& name : names) result.push_back(plan.at(name).prefix);
    return result;
}

// PREFIX/a:PREFIX/b for every prefix.
std::string search_path(const std::vector<std::string>& prefixes, const std::vector<std::string>& folders) {
    std::vector<std::string> parts;
    for (const auto& prefix : prefixes) {
        for (const auto& folder : folders) parts.push_back(folder.empty() ? prefix : prefix + "/" + folder);
    }
    return join(parts, ":");
}

std::string with_each(const std::string& option, const std::vector<std::string>& prefixes, const std::string& folder) {
    std::vector<std::string> words;
    for (const auto& prefix : prefixes) words.push_back(option + prefix + "/" + folder);
    return join(words, " ");
}

std::string words(std::initializer_list<std::string> parts) {
    std::string result;
    for (const auto& part : parts) {
        if (part.empty()) continue;
        if (!result.empty()) result += ' ';
        result += part;
    }
    return result;
}

// Composes the recipe of one package; every method is one part of the contract.
class Composer {
  public:
    Composer(const Plan& plan, const PlannedPackage& planned, const RecipeSettings& settings)
        : plan_(plan),
          planned_(planned),
          rules_(planned.package->build),
          settings_(settings),
          context_(context_of(plan, planned)),
          link_prefixes_(prefixes_of(plan, planned.link_dependencies)),
          build_prefixes_(prefixes_of(plan, planned.build_dependencies)) {
        const auto folders = select(rules_.source_dir, context_);
        if (!folders.empty() && folders.front() != ".") source_dir_ = folders.front();
        source_ = source_dir_.empty() ? paths::kSource : std::string(paths::kSource) + "/" + source_dir_;
        build_ = rules_.system == "cmake" || !rules_.in_source ? paths::kObjects : source_;
    }

    Recipe compose() const {
        Recipe recipe;
        recipe.source_dir = source_dir_;
        recipe.env = environment();
        recipe.linker = linker();
        add(recipe, "prepare", source_, prepare());
        add(recipe, "configure", build_, phase(rules_.configure, configure()));
        add(recipe, "build", build_, phase(rules_.build, make_command("", rules_.build_args)));
        add(recipe, "install", build_, install());
        add(recipe, "post_install", source_, post_install());
        add_smoke(recipe);
        return recipe;
    }

    Recipe compose_smoke() const {
        Recipe recipe;
        recipe.env = basic_environment();
        recipe.linker = linker();
        add_smoke(recipe);
        return recipe;
    }

  private:
    void add_smoke(Recipe& recipe) const { add(recipe, "smoke", "/tmp", lines(planned_.package->smoke)); }

    static void add(Recipe& recipe, const char* name, const std::string& cwd, const std::string& script) {
        if (!script.empty()) recipe.phases.push_back({name, cwd, "umask 022\n" + script});
    }

    std::string cflags() const {
        // gcc 7 maps the paths of debug information alone: https://gcc.gnu.org/gcc-8/changes.html
        const bool old = planned_.own_compiler && Version(plan_.gcc) < Version("8");
        return words(
            {"-O2 -pipe", planned_.target_flags, old ? "-fdebug-prefix-map=/build=." : "-ffile-prefix-map=/build=."});
    }

    std::string ldflags() const { return words({with_each("-L", link_prefixes_, "lib"), "-Wl,-z,lazy"}); }

    std::vector<std::string> rpath_folders() const {
        std::vector<std::string> result = {planned_.prefix + "/lib"};
        for (const auto& prefix : prefixes_of(plan_, planned_.rpath_dependencies)) result.push_back(prefix + "/lib");
        return result;
    }

    std::string lookup(const std::string& name) const {
        if (name == "prefix") return planned_.prefix;
        if (name.starts_with("dep:")) return dependency_prefix(name.substr(4));
        if (name == "version") return planned_.spec.version;
        if (name == "name") return planned_.spec.name;
        if (name == "release" && planned_.of_release) return plan_.release;
        if (name == "source") return source_;
        if (name == "build") return build_;
        if (name == "destdir") return paths::kDestdir;
        if (name == "cflags") return cflags();
        if (name == "ldflags") return ldflags();
        if (name == "rpath_ldflags") return "-Wl,-rpath," + join(rpath_folders(), " -Wl,-rpath,");
        if (name == "arch") return context_.arch;
        if (name == "jobs") return std::to_string(settings_.jobs);
        throw Error(ErrorKind::catalog,
                    fmt::format("{}: unknown placeholder @{{{}}}", planned_.package->file.string(), name),
                    "docs/catalog.md lists them.");
    }

    std::string dependency_prefix(const std::string& name) const {
        const auto& edges = planned_.spec.dependencies;
        if (std::any_of(edges.begin(), edges.end(), [&](const Edge& edge) { return edge.name == name; }))
            return plan_.at(name).prefix;
        throw Error(ErrorKind::catalog,
                    fmt::format("{}: @{{dep:{}}} is not a dependency of {} {}", planned_.package->file.string(), name,
                                planned_.spec.name, planned_.spec.version));
    }

    std::string expand(const std::string& text) const {
        return expand_placeholders(text, [this](const std::string& name) { return lookup(name); });
    }

    std::string lines(const Lines& list) const {
        std::string script;
        for (const auto& line : select(list, context_)) script += expand(line) + "\n";
        return script;
    }

    // Each entry is one argument, whatever it holds.
    std::string arguments(const Lines& list) const {
        std::vector<std::string> argv;
        for (const auto& line : select(list, context_)) argv.push_back(expand(line));
        return shell_quote(argv);
    }

    // The package's own lines instead of the system's.
    std::string phase(const Lines& own, const std::string& systems) const {
        const std::string script = lines(own);
        return script.empty() ? systems : script;
    }

    std::string prepare() const {
        std::string script;
        for (std::size_t i = 0; i < planned_.patches.size(); ++i) {
            script +=
                fmt::format("patch -d {} -p1 --batch --forward --no-backup-if-mismatch -i {}\n", paths::kSource,
                            shell_quote({std::string(paths::kPatches) + "/" + patch_name(i, planned_.patches[i])}));
        }
        return script + lines(rules_.prepare);
    }

    std::string configure() const {
        const std::string arguments_text = arguments(rules_.configure_args);
        if (rules_.system == "autotools") {
            return words({source_ + "/configure", "--prefix=" + planned_.prefix, arguments_text}) + "\n";
        }
        if (rules_.system == "cmake") {
            return words({"cmake -S", source_, "-B", build_, "-G 'Unix Makefiles'",
                          "-DCMAKE_INSTALL_PREFIX=" + planned_.prefix,
                          "-DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_BUILD_TYPE=None -DCMAKE_SKIP_RPATH=ON "
                          "-DBUILD_SHARED_LIBS=ON",
                          arguments_text}) +
                   "\n";
        }
        return "";
    }

    std::string make_command(const std::string& standard, const Lines& own_arguments,
                             const std::string& extra = "") const {
        const std::string own = arguments(own_arguments);
        return words({rules_.system == "cmake" ? "make -C " + build_ : "make", own.empty() ? standard : own, extra}) +
               "\n";
    }

    std::string install() const {
        const std::string standard = rules_.system == "make" ? "install PREFIX=" + planned_.prefix : "install";
        const std::string destdir = rules_.destdir ? std::string("DESTDIR=") + paths::kDestdir : "";
        std::string script = phase(rules_.install, make_command(standard, rules_.install_args, destdir));
        if (rules_.destdir) script += fmt::format("cp -a {0}{1}/. {1}/\n", paths::kDestdir, planned_.prefix);
        return script;
    }

    // libtool's .la files name build prefixes and serve nobody who links with -l.
    std::string post_install() const {
        std::string script = lines(rules_.post_install);
        script += fmt::format("find {} -name '*.la' -delete\n", planned_.prefix);
        for (const auto& file : planned_.package->license_files) {
            script +=
                fmt::format("install -D -m 644 {} {}\n", shell_quote({source_ + "/" + file}),
                            shell_quote({planned_.prefix + "/share/licenses/" + planned_.spec.name + "/" + file}));
        }
        return script;
    }

    std::vector<std::string> visible_prefixes() const {
        std::vector<std::string> result;
        for (const auto* dependency : visible_dependencies(plan_, planned_)) result.push_back(dependency->prefix);
        return result;
    }

    std::map<std::string, std::string> basic_environment() const {
        std::map<std::string, std::string> env = {
            {"HOME", paths::kHome}, {"TMPDIR", "/tmp"},  {"LC_ALL", "C.UTF-8"},
            {"TZ", "UTC"},          {"USER", "builder"}, {"HOSTNAME", "builder"},
            {"CC", "gcc"},          {"CXX", "g++"},      {"COMPILER_PATH", paths::kTools},
        };
        const std::string programs = search_path(build_prefixes_, {"bin", "sbin"});
        env["PATH"] = (programs.empty() ? "" : programs + ":") + (settings_.ccache ? "/usr/lib/ccache:" : "") +
                      "/usr/sbin:/usr/bin:/sbin:/bin";
        return env;
    }

    std::map<std::string, std::string> environment() const {
        auto env = basic_environment();
        env["SOURCE_DATE_EPOCH"] = std::to_string(planned_.source_date_epoch);
        env["CFLAGS"] = env["CXXFLAGS"] = cflags();
        env["CPPFLAGS"] = with_each("-I", link_prefixes_, "include");
        env["LDFLAGS"] = ldflags();
        env["PKG_CONFIG_PATH"] = search_path(visible_prefixes(), {"lib/pkgconfig", "share/pkgconfig"});
        env["CMAKE_PREFIX_PATH"] = search_path(build_prefixes_, {""});
        env["ACLOCAL_PATH"] = search_path(build_prefixes_, {"share/aclocal"});
        env["MAKEFLAGS"] = settings_.makeflags;
        if (settings_.ccache) env["CCACHE_DIR"] = paths::kCcache;
        for (const auto& [name, value] : rules_.env) env[name] = expand(value);
        return env;
    }

    // A relocatable link (-r) has no RUNPATH, and a question for the version is no link. Slurm must not be bound
    // eagerly: its plugins import from the daemons that load them.
    std::string linker() const {
        std::string rpaths;
        for (const auto& folder : rpath_folders()) rpaths += " -rpath " + folder;
        return "#!/bin/sh\n"
               "for word; do\n"
               "    case $word in\n"
               "    -r | -i | -Ur | --relocatable | -v | -V | --version | --help) exec /usr/bin/ld \"$@\" ;;\n"
               "    esac\n"
               "done\n"
               "exec /usr/bin/ld \"$@\" --enable-new-dtags -z lazy" +
               rpaths + "\n";
    }

    const Plan& plan_;
    const PlannedPackage& planned_;
    const BuildRules& rules_;
    const RecipeSettings& settings_;
    Context context_;
    std::vector<std::string> link_prefixes_, build_prefixes_;
    std::string source_dir_, source_, build_;
};

void collect(const Plan& plan, const std::string& name, std::set<std::string>& found) {
    if (!found.insert(name).second) return;
    const auto& planned = plan.at(name);
    for (const auto& edge : planned.spec.dependencies) {
        if (is_needed_at_run_time(edge)) collect(plan, edge.name, found);
    }
    for (const auto& embedded : planned.embedded_dependencies) collect(plan, embedded, found);
}

}  // namespace

Recipe make_recipe(const Plan& plan, const PlannedPackage& planned, const RecipeSettings& settings) {
    return Composer(plan, planned, settings).compose();
}

Recipe make_smoke_recipe(const Plan& plan, const PlannedPackage& planned) {
    return Composer(plan, planned, {}).compose_smoke();
}

std::vector<const PlannedPackage*> visible_dependencies(const Plan& plan, const PlannedPackage& planned) {
    std::set<std::string> names;
    for (const auto& edge : planned.spec.dependencies) collect(plan, edge.name, names);
    std::vector<const PlannedPackage*> result;
    for (const auto& name : names) result.push_back(&plan.at(name));
    return result;
}

std::string patch_name(std::size_t index, const Patch& patch) {
    return fmt::format("{:02}-{}", index + 1, fs::path(patch.file).filename().string());
}

}  // namespace sf
