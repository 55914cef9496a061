// A store of two packages as builds leave them: "hello", a library, and "tool", whose program links it, whose text
// names both prefixes and which has a link. A key, and a mirror to push to.
#pragma once

#include <gtest/gtest.h>

#include <map>

#include "base/error.h"
#include "base/files.h"
#include "buildcache/install.h"
#include "buildcache/push.h"
#include "concretize/concretize.h"
#include "mirror/file_mirror.h"
#include "mirror/mirror.h"
#include "unit/base/fake_clock.h"
#include "unit/base/fake_http.h"
#include "unit/base/silent_progress.h"
#include "unit/relocate/compiled.h"
#include "unit/sign/test_keys.h"

namespace sf::testing {

class SmallCache : public ::testing::Test {
  protected:
    SmallCache()
        : hello_(spec("hello", "1.0", {})),
          tool_(spec("tool", "2.0.1", {{"hello", hello_.hash, {"build", "link"}, {}}})) {
        make_dirs(home_.tmp());
        const fs::path built = folder_.path() / "built";
        compile_hello(built, padded_prefix(hello_) + "/lib");
        const fs::path library = store_.begin(hello_);
        make_dirs(library / "lib");
        fs::rename(built / "lib/libhello.so.1", library / "lib/libhello.so.1");
        const fs::path program = store_.begin(tool_);
        make_dirs(program / "bin");
        make_dirs(program / "etc/empty");
        // One file that both have, large enough to be shared.
        for (const auto& [package, name] : {std::pair(library, "hello"), std::pair(program, "tool")}) {
            make_dirs(package / "share");
            write_file_atomic(package / "share" / name, std::string(100'000, 'l'));
        }
        fs::rename(built / "bin/hello", program / "bin/tool");
        store_.commit(hello_, to_spec_json(hello_, {}), library);
        write_file_atomic(program / "etc/paths", padded_prefix(tool_) + " " + padded_prefix(hello_) + "/lib\n");
        fs::create_symlink("bin/tool", program / "link");
        store_.commit(tool_, to_spec_json(tool_, {{hello_.hash, hello_}}), program);
    }

    static Spec spec(const std::string& name, const std::string& version, std::vector<Edge> dependencies) {
        Spec result;
        result.name = name;
        result.version = version;
        result.arch = {"linux", "debian12", "x86_64_v3"};
        result.package_hash = "abc";
        result.dependencies = std::move(dependencies);
        result.hash = dag_hash(result);
        return result;
    }

    Signer& signer() {
        if (!signer_) signer_ = std::make_unique<Signer>(SigningKey{key_.fingerprint, key_.secret_file, {}}, *process_);
        return *signer_;
    }

    PushResult push(std::vector<std::string> wanted = {}) {
        return push({std::move(wanted), home_.tmp(), 90, 2}, *mirror_);
    }
    PushResult push(const PushRequest& request, WritableMirror& mirror) {
        return push_packages(request, store_, mirror, signer(), *process_, clock_, progress_);
    }

    Index index() { return index(*mirror_); }
    Index index(WritableMirror& mirror) { return load_own_index(mirror, signer(), *process_); }

    InstallResult install(const std::string& wanted, const Index& index, Mirror& mirror) {
        return install({wanted}, {{&mirror, &index}});
    }
    InstallResult install(const std::string& wanted) { return install(wanted, index(), *mirror_); }
    InstallResult install(std::vector<std::string> wanted, const std::vector<InstallSource>& sources) {
        return install_packages({std::move(wanted), target_, home_.tmp() / "downloads", 2, view_}, sources, clock_,
                                progress_);
    }

    // What install() throws; "" if nothing. Then the target has no package.
    std::string refusal(const std::string& wanted, const Index& index) {
        try {
            install(wanted, index, *mirror_);
        } catch (const Error& e) {
            EXPECT_EQ(packages_in_target(), 0) << e.message();
            return e.message();
        }
        return "";
    }

    // Changed, cut short or gone: with none of these files so is "hello" installed from `good`.
    void expect_damage_is_noticed(const std::vector<std::string>& paths, const Index& good) {
        for (const auto& path : paths) {
            const auto before = read_file(mirror_folder_ / path);
            tamper(path, flip_a_bit);
            EXPECT_NE(refusal("hello", good), "") << path;
            tamper(path, [](std::string& content) { content.resize(content.size() - 1); });
            EXPECT_NE(refusal("hello", good), "") << path;
            fs::remove(mirror_folder_ / path);
            EXPECT_NE(refusal("hello", good), "") << path;
            write_file_atomic(mirror_folder_ / path, before);
        }
        EXPECT_EQ(refusal("hello", good), "");
    }

    int packages_in_target() const {
        int count = 0;
        if (fs::exists(target_))
            for (const auto& entry : fs::directory_iterator(target_))
                count += entry.path().filename().string().starts_with('.') ? 0 : 1;
        return count;
    }

    // Replaces a file of the mirror by `change` of its content.
    void tamper(const std::string& path, const std::function<void(std::string&)>& change) {
        std::string content = read_file(mirror_folder_ / path);
        change(content);
        write_file_atomic(mirror_folder_ / path, content);
    }
    static void flip_a_bit(std::string& content) {
        auto& byte = content[content.size() / 2];
        byte = static_cast<char>(byte ^ 1);
    }

    std::unique_ptr<Process> process_ = make_system_process();
    TestKeys keys_{*process_};
    TestKey key_ = keys_.make("Jane Doe <jane@example.org>");
    TempDir folder_{fs::temp_directory_path(), "sf-cache-"};
    Home home_{folder_.path() / "home"};
    Store store_{home_};
    Spec hello_, tool_;
    fs::path mirror_folder_ = folder_.path() / "mirror", target_ = folder_.path() / "target", view_;  // no view
    std::unique_ptr<WritableMirror> mirror_ = std::make_unique<FileMirror>(mirror_folder_);
    FakeClock clock_;
    SilentProgress progress_;

  private:
    std::unique_ptr<Signer> signer_;
};

}  // namespace sf::testing
