// A site in a folder, and what the tests of publishing need besides: a small bundle, a key, a clock that stands still.
#pragma once

#include <gtest/gtest.h>

#include "mirror/file_mirror.h"
#include "publish/publish.h"
#include "unit/base/fake_clock.h"
#include "unit/base/silent_progress.h"
#include "unit/bundle/small_bundle.h"
#include "unit/sign/test_keys.h"

namespace sf::testing {

class SmallRoot : public ::testing::Test {
  protected:
    SmallRoot() { make_dirs(bundle_.home.tmp()); }

    Signer& signer() {
        if (!signer_) {
            SigningKey wanted;
            wanted.key_file = key_.secret_file;
            signer_ = std::make_unique<Signer>(wanted, *process_);
        }
        return *signer_;
    }

    Publisher publisher(Signer& by) {
        const auto below = [this](const std::string& path) -> std::unique_ptr<WritableMirror> {
            return std::make_unique<FileMirror>(root_folder_ / path);
        };
        return {bundle_.home, catalog_, root_, below, by, *process_, clock_, progress_};
    }

    // The tarball alone, without sources.
    PublishRequest request(std::vector<LocalBuild> builds) const {
        PublishRequest request;
        request.builds = std::move(builds);
        request.parts = {PublishPart::tarball};
        request.sources = false;
        return request;
    }
    PublishResult publish() { return publish_builds(request({build_}), publisher(signer())); }

    static std::size_t put(const PublishResult& result) {
        std::size_t count = 0;
        for (const auto& file : result.files) count += file.was_there ? 0 : 1;
        return count;
    }

    std::unique_ptr<Process> process_ = make_system_process();
    TestKeys keys_{*process_};
    TestKey key_ = keys_.make("Jane Doe <jane@example.org>");
    TempDir folder_{fs::temp_directory_path(), "sf-publish-"};
    fs::path root_folder_ = folder_.path() / "root";
    FileMirror root_{root_folder_};
    SmallBundle bundle_;
    LocalBuild build_ = find_builds({bundle_.make().string()}, "").front();
    Catalog catalog_ = Catalog::load({SF_CATALOG});
    FakeClock clock_;
    SilentProgress progress_;

  private:
    std::unique_ptr<Signer> signer_;
};

}  // namespace sf::testing
