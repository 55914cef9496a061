#include "bundle/tar.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/files.h"
#include "base/os_error.h"

namespace sf {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kName = 100, kPrefix = 155;
constexpr unsigned long long kMaxSize = 077777777777ULL;  // 11 octal digits: 8 GiB
constexpr char kFile = '0', kLink = '2', kFolder = '5', kExtended = 'x';

void put(std::array<char, kBlock>& block, std::size_t at, std::string_view text) {
    std::memcpy(block.data() + at, text.data(), text.size());
}

void put_octal(std::array<char, kBlock>& block, std::size_t at, std::size_t width, unsigned long long value) {
    put(block, at, fmt::format("{:0{}o}", value, width - 1));
}

// A record counts its own length: "30 path=...\n".
std::string record(std::string_view key, const std::string& value) {
    const auto rest = key.size() + value.size() + 3;
    auto length = rest + 1;
    while (std::to_string(length).size() + rest != length) ++length;
    return fmt::format("{} {}={}\n", length, key, value);
}

// Where a name that is too long for its field is split: the slash becomes implicit.
std::optional<std::size_t> split_point(const std::string& name) {
    for (auto slash = name.find('/'); slash != std::string::npos && slash <= kPrefix; slash = name.find('/', slash + 1))
        if (slash > 0 && slash + 1 < name.size() && name.size() - slash - 1 <= kName) return slash;
    return std::nullopt;
}

}  // namespace

struct TarWriter::Header {
    char type;
    std::string name;
    TarRights rights{0644};
    unsigned long long size = 0;
    std::string target;
};

void TarWriter::write_padded(std::string_view content) {
    sink_(content);
    sink_(std::string((kBlock - content.size() % kBlock) % kBlock, '\0'));
}

void TarWriter::write_extended(const std::string& name, const std::string& records) {
    write_header(
        {kExtended, "PaxHeaders/" + name.substr(name.size() > 80 ? name.size() - 80 : 0), {0644}, records.size(), ""});
    write_padded(records);
}

void TarWriter::write_header(Header header) {
    std::string records;
    std::string prefix;
    if (header.target.size() > kName) records += record("linkpath", header.target);
    if (header.name.size() > kName) {
        if (const auto at = split_point(header.name)) {
            prefix = header.name.substr(0, *at);
            header.name.erase(0, *at + 1);
        } else {
            records += record("path", header.name);
        }
    }
    if (!records.empty()) write_extended(header.name, records);

    std::array<char, kBlock> block{};
    put(block, 0, header.name.substr(0, kName));
    put_octal(block, 100, 8, header.rights.mode);
    put_octal(block, 108, 8, header.rights.uid);  // without names
    put_octal(block, 116, 8, header.rights.gid);
    put_octal(block, 124, 12, header.size);
    put_octal(block, 136, 12, static_cast<unsigned long long>(mtime_));
    put(block, 148, "        ");  // the checksum counts as spaces
    block[156] = header.type;
    put(block, 157, header.target.substr(0, kName));
    put(block, 257, std::string_view("ustar\00000", 8));
    put_octal(block, 329, 8, 0);
    put_octal(block, 337, 8, 0);
    put(block, 345, prefix);
    unsigned sum = 0;
    for (const char c : block) sum += static_cast<unsigned char>(c);
    put(block, 148, fmt::format("{:06o}", sum));
    block[154] = '\0';
    sink_({block.data(), block.size()});
}

void TarWriter::add_folder(const std::string& name, TarRights rights) {
    write_header({kFolder, name + "/", rights, 0, ""});
}

void TarWriter::add_link(const std::string& name, const std::string& target) {
    write_header({kLink, name, {0777}, 0, target});
}

void TarWriter::add_file(const std::string& name, const std::filesystem::path& content,
                         const std::optional<TarRights>& rights) {
    const UniqueFd fd(::open(content.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd) throw os_error(errno, "open", content);
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) throw os_error(errno, "stat", content);
    const auto size = static_cast<unsigned long long>(status.st_size);
    if (size > kMaxSize)
        throw Error(ErrorKind::failure, fmt::format("{} is too large for the archive", content.string()));
    const TarRights usual{(status.st_mode & 0111) != 0 ? 0755U : 0644U};
    write_header({kFile, name, rights.value_or(usual), size, ""});
    std::string buffer(1 << 17, '\0');
    unsigned long long done = 0;
    while (true) {
        const auto count = ::read(fd.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw os_error(errno, "read", content);
        if (count == 0) break;
        done += static_cast<unsigned long long>(count);
        if (done > size) break;
        sink_({buffer.data(), static_cast<std::size_t>(count)});
    }
    if (done != size) throw Error(ErrorKind::failure, fmt::format("{} changed while it was packed", content.string()));
    sink_(std::string((kBlock - size % kBlock) % kBlock, '\0'));
}

void TarWriter::add_text(const std::string& name, std::string_view content, TarRights rights) {
    write_header({kFile, name, rights, content.size(), ""});
    write_padded(content);
}

void TarWriter::add_tree(const std::filesystem::path& root) {
    walk_sorted(root, [&](const fs::directory_entry& entry, const std::string& relative) {
        if (entry.is_symlink())
            add_link(relative, fs::read_symlink(entry.path()).string());
        else if (entry.is_directory())
            add_folder(relative);
        else
            add_file(relative, entry.path());
    });
}

void TarWriter::finish() {
    sink_(std::string(2 * kBlock, '\0'));
}

}  // namespace sf
