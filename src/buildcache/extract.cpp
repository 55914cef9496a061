#include "buildcache/extract.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "buildcache/tar_stream.h"

namespace sf {
namespace {

class Extractor {
  public:
    Extractor(std::string_view blob, const Extraction& extraction, const fs::path& into)
        : extraction_(extraction),
          into_(into),
          blob_(blob),
          stream_(blob, extraction.origin, extraction.package.unpacked_bytes),
          reader_(stream_.open()) {}

    std::vector<fs::path> run() {
        try {
            while (archive_entry* entry = next_entry(reader_.get(), extraction_.origin)) {
                throw_if_interrupted();
                extract(entry);
            }
        } catch (const Error&) {
            stream_.rethrow();
            throw;
        }
        check_whole();
        make_links();
        return std::move(unmoved_);
    }

  private:
    struct Link {
        fs::path name;  // relative to the prefix
        std::string target;
    };

    // All of the tarball, also what follows the archive's end, against what was expected.
    void check_whole() {
        stream_.read_rest();
        const auto& expected = extraction_.package;
        if (blob_.size() != expected.tarball.bytes || stream_.sha256() != expected.tarball.sha256)
            throw Error(ErrorKind::source, extraction_.origin + " has another checksum than the index says");
        if (stream_.unpacked_bytes() != expected.unpacked_bytes)
            throw Error(ErrorKind::source, fmt::format("{} decompresses to {} bytes instead of {}", extraction_.origin,
                                                       stream_.unpacked_bytes(), expected.unpacked_bytes));
    }

    [[noreturn]] void refuse(const std::string& why) const { refuse_archive(extraction_.origin, why); }

    // Below the prefix; nothing for the prefix itself and the folders above it.
    std::optional<fs::path> below_prefix(const char* raw, const std::string& what) const {
        const std::string name = checked_entry_name(raw, what, extraction_.origin).string();
        const std::string& prefix = extraction_.folder;
        if (name.starts_with(prefix + "/")) return name.substr(prefix.size() + 1);
        if (name == prefix || prefix.starts_with(name + "/") || name.empty()) return std::nullopt;
        refuse(fmt::format("{} outside of the prefix: {}", what, name));
    }

    void extract(archive_entry* entry) {
        const auto name = below_prefix(archive_entry_pathname(entry), "an entry");
        const auto type = archive_entry_filetype(entry);
        const char* hard_link = archive_entry_hardlink(entry);
        if ((archive_entry_perm(entry) & ~0777u) != 0) refuse("a setuid, setgid or sticky mode: " + shown(name));
        if (!name && (type != AE_IFDIR || hard_link != nullptr)) refuse("the prefix is not a folder");
        if (!name) return;
        if (hard_link != nullptr) {
            const auto target = below_prefix(hard_link, "a hard link");
            if (!target) refuse("a hard link to a folder: " + name->string());
            hard_links_.push_back({*name, target->string()});
        } else if (type == AE_IFDIR) {
            make_dirs(into_ / *name);
        } else if (type == AE_IFREG) {
            extract_file(entry, *name);
        } else if (type == AE_IFLNK) {
            add_symlink(*name, archive_entry_symlink(entry));
        } else {
            refuse("a device, pipe or socket: " + name->string());
        }
    }

    static std::string shown(const std::optional<fs::path>& name) { return name ? name->string() : "the prefix"; }

    void extract_file(archive_entry* entry, const fs::path& name) {
        std::string content = content_of(entry, name);
        const std::string origin = extraction_.origin + ": " + name.string();
        if (*name.begin() != ".spack" && !extraction_.prefixes.relocate(content, origin)) unmoved_.push_back(name);
        make_parent(name);
        if (fs::exists(fs::symlink_status(into_ / name))) refuse("a name twice: " + name.string());
        write_new_file(into_ / name, content, (archive_entry_perm(entry) & 0100u) != 0 ? 0555 : 0444);
    }

    std::string content_of(archive_entry* entry, const fs::path& name) {
        const auto size = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0));
        if (size > extraction_.package.unpacked_bytes) refuse("larger than the whole archive: " + name.string());
        std::string content(size, '\0');
        const auto count = archive_read_data(reader_.get(), content.data(), content.size());
        if (count < 0 || static_cast<std::uint64_t>(count) != size) refuse(archive_fault(reader_.get()));
        return content;
    }

    void make_parent(const fs::path& name) const {
        if (name.has_parent_path()) make_dirs(into_ / name.parent_path());
    }

    void add_symlink(const fs::path& name, const char* raw_target) {
        if (raw_target == nullptr) refuse("a link without a target: " + name.string());
        const std::string target = extraction_.prefixes.relocate_link(raw_target);
        if (!leads_to_a_place(target)) check_link_target(name, target.c_str(), extraction_.origin);
        symlinks_.push_back({name, target});
    }

    bool leads_to_a_place(const fs::path& target) const {
        return target.lexically_normal() == target &&
               std::any_of(extraction_.places.begin(), extraction_.places.end(),
                           [&](const fs::path& place) { return is_below(target.string(), place.string()); });
    }

    void make_links() const {
        for (const auto& link : hard_links_) {
            make_parent(link.name);
            if (::link((into_ / link.target).c_str(), (into_ / link.name).c_str()) != 0)
                refuse(fmt::format("a hard link that cannot be made: {} -> {}", link.name.string(), link.target));
        }
        for (const auto& link : symlinks_) {
            make_parent(link.name);
            std::error_code failure;
            fs::create_symlink(link.target, into_ / link.name, failure);
            if (failure) refuse("a link in the place of something else: " + link.name.string());
        }
        if (!symlinks_.empty()) check_links_stay_inside(into_, extraction_.places, extraction_.origin);
    }

    const Extraction& extraction_;
    const fs::path& into_;
    std::string_view blob_;
    TarStream stream_;
    ArchiveReader reader_;
    std::vector<Link> hard_links_, symlinks_;
    std::vector<fs::path> unmoved_;
};

}  // namespace

std::vector<fs::path> extract_package(std::string_view blob, const Extraction& extraction, const fs::path& into) {
    return Extractor(blob, extraction, into).run();
}

}  // namespace sf
