#include "buildcache/tar_stream.h"

namespace sf {

TarStream::TarStream(std::string_view blob, std::string origin, std::uint64_t max_unpacked)
    : blob_(blob), origin_(std::move(origin)), members_(blob, origin_, max_unpacked) {}

ArchiveReader TarStream::open() {
    ArchiveReader reader(archive_read_new());
    archive_read_support_format_tar(reader.get());
    if (archive_read_open(reader.get(), this, nullptr, &TarStream::on_read, nullptr) != ARCHIVE_OK) {
        rethrow();
        refuse_archive(origin_, archive_fault(reader.get()));
    }
    return reader;
}

void TarStream::rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
}

void TarStream::read_rest() {
    while (next_member()) continue;
}

std::string TarStream::sha256() {
    return hex(hasher_.digest());
}

std::optional<std::string_view> TarStream::next_member() {
    const auto before = members_.position();
    const auto member = members_.next();
    hasher_.update(blob_.substr(before, members_.position() - before));
    if (member) unpacked_ += member->size();
    return member;
}

la_ssize_t TarStream::on_read(archive*, void* self, const void** buffer) {
    auto* stream = static_cast<TarStream*>(self);
    try {  // no exception may cross libarchive
        auto member = stream->next_member();
        while (member && member->empty()) member = stream->next_member();  // nothing means the end to libarchive
        if (!member) return 0;
        *buffer = member->data();
        return static_cast<la_ssize_t>(member->size());
    } catch (...) {
        stream->failure_ = std::current_exception();
        return ARCHIVE_FATAL;
    }
}

}  // namespace sf
