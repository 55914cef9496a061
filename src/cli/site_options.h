// What the commands that publish to a site share: where it is, who signs, and how what was published is shown.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/files.h"
#include "cli/signing_options.h"
#include "publish/publish.h"

namespace CLI {
class App;
}

namespace sf {

struct Services;

// --to, the key's options, --valid-days
struct SiteOptions {
    std::string to;
    SigningOptions signing;
    int valid_days = 90;

    void add_to(CLI::App& command);
};

// --no-sources, --allow-eol, --base-url
struct ContentOptions {
    bool no_sources = false, allow_eol = false;
    std::string base_url;  // of the page to browse; empty: it is left as it is

    void add_to(CLI::App& command);
};

// A site that is open for writing, which no other run of this machine writes to meanwhile.
class OpenSite {
  public:
    // Throws Error(usage) without --to, for what cannot be written and for a key that cannot sign: before anything is
    // built or packed.
    OpenSite(const SiteOptions& options, Services& services, Progress& progress);

    const Publisher& publisher() const { return *publisher_; }
    PublishResult publish(PublishRequest request, const ContentOptions& content) const;
    PublishResult publish_compiler(const std::string& version, bool dry_run) const;
    PublishResult publish_program(const fs::path& folder, bool dry_run) const;

    Json to_json(const PublishResult& result) const;
    std::string to_text(const PublishResult& result, bool dry_run) const;

    // The page to browse, of what the list says now.
    void put_page(const BuildIndex& index, const std::string& base_url) const;

  private:
    PublishRequest request(bool dry_run) const;

    int valid_days_;
    Home home_;
    std::unique_ptr<WritableMirror> root_;
    std::unique_ptr<Signer> signer_;
    std::optional<FileLock> lock_;
    std::optional<Publisher> publisher_;
};

}  // namespace sf
