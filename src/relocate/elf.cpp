#include "relocate/elf.h"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "relocate/mapped_file.h"

namespace sf {
namespace {

// DT_AUXILIARY and DT_FILTER are named by <elf.h>; the three audit strings are too, under these names.
constexpr std::int64_t kStringTags[] = {DT_NEEDED, DT_SONAME,   DT_RPATH, DT_RUNPATH, DT_AUXILIARY,
                                        DT_FILTER, DT_DEPAUDIT, DT_AUDIT, DT_CONFIG};

// Reads of a file's bytes that cannot leave it.
class Bytes {
  public:
    Bytes(std::string_view bytes, const std::string& origin) : bytes_(bytes), origin_(origin) {}

    [[noreturn]] void malformed(std::string_view what) const {
        throw Error(ErrorKind::failure, fmt::format("{}: malformed ELF file: {}", origin_, what));
    }

    std::uint64_t size() const { return bytes_.size(); }

    void require(std::uint64_t offset, std::uint64_t length, std::string_view what) const {
        if (offset > bytes_.size() || length > bytes_.size() - offset)
            malformed(fmt::format("{} lies outside the file", what));
    }

    template <typename T>
    T read(std::uint64_t offset, std::string_view what) const {
        require(offset, sizeof(T), what);
        T value;
        std::memcpy(&value, bytes_.data() + offset, sizeof(T));
        return value;
    }

    // The entry `index` of an array; the multiplication cannot overflow since indexes have 32 bits.
    template <typename T>
    T entry(std::uint64_t offset, std::uint32_t index, std::string_view what) const {
        return read<T>(offset + std::uint64_t{index} * sizeof(T), what);
    }

    // The string that starts at `offset` and ends with a NUL before `end`.
    std::string string(std::uint64_t offset, std::uint64_t end, std::string_view what) const {
        if (offset >= end || end > bytes_.size()) malformed(fmt::format("{} lies outside its table", what));
        const auto nul = bytes_.substr(0, end).find('\0', offset);
        if (nul == std::string_view::npos) malformed(fmt::format("{} has no end", what));
        return std::string(bytes_.substr(offset, nul - offset));
    }

  private:
    std::string_view bytes_;
    const std::string& origin_;
};

struct SymbolVersion {
    std::string name, file;
};

class Reader {
  public:
    Reader(std::string_view bytes, const std::string& origin) : bytes_(bytes, origin) {}

    Elf read() {
        read_header();
        read_segments();
        if (!elf_.is_dynamic) return std::move(elf_);
        read_strings();
        read_dynamic_strings();
        read_required_versions();
        read_defined_versions();
        read_symbols();
        auto& offsets = elf_.other_strings;
        std::sort(offsets.begin(), offsets.end());
        offsets.erase(std::unique(offsets.begin(), offsets.end()), offsets.end());
        return std::move(elf_);
    }

  private:
    void read_header() {
        header_ = bytes_.read<Elf64_Ehdr>(0, "the header");
        if (header_.e_ident[EI_CLASS] != ELFCLASS64) bytes_.malformed("not a 64-bit one");
        if (header_.e_ident[EI_DATA] != ELFDATA2LSB) bytes_.malformed("not a little-endian one");
        elf_.type = header_.e_type;
        elf_.machine = header_.e_machine;
    }

    void read_segments() {
        if (header_.e_phnum == 0) return;
        if (header_.e_phnum == PN_XNUM) bytes_.malformed("more program headers than the header can count");
        if (header_.e_phentsize != sizeof(Elf64_Phdr)) bytes_.malformed("program headers of an unknown size");
        for (std::uint32_t i = 0; i < header_.e_phnum; ++i) {
            const auto segment = bytes_.entry<Elf64_Phdr>(header_.e_phoff, i, "a program header");
            if (segment.p_type != PT_LOAD && segment.p_type != PT_DYNAMIC && segment.p_type != PT_INTERP) continue;
            bytes_.require(segment.p_offset, segment.p_filesz, "a segment");
            if (segment.p_type == PT_LOAD) loads_.push_back(segment);
            if (segment.p_type == PT_INTERP)
                elf_.interpreter =
                    bytes_.string(segment.p_offset, segment.p_offset + segment.p_filesz, "the interpreter");
            if (segment.p_type == PT_DYNAMIC) read_dynamic(segment);
        }
    }

    void read_dynamic(const Elf64_Phdr& segment) {
        elf_.is_dynamic = true;
        const auto count = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(segment.p_filesz / sizeof(Elf64_Dyn), std::uint32_t{0} - 1));
        for (std::uint32_t i = 0; i < count; ++i) {
            const auto item = bytes_.entry<Elf64_Dyn>(segment.p_offset, i, "a dynamic entry");
            if (item.d_tag == DT_NULL) return;
            dynamic_.push_back(item);
        }
    }

    std::optional<std::uint64_t> tag(std::int64_t wanted) const {
        for (const auto& item : dynamic_)
            if (item.d_tag == wanted) return item.d_un.d_val;
        return std::nullopt;
    }

    // The file's offset of an address; only bytes that the file holds count (p_filesz, not p_memsz).
    std::uint64_t offset_of(std::uint64_t address, std::string_view what) const {
        for (const auto& load : loads_)
            if (address >= load.p_vaddr && address - load.p_vaddr < load.p_filesz)
                return load.p_offset + (address - load.p_vaddr);
        bytes_.malformed(fmt::format("the address of {} is in no segment", what));
    }

    void read_strings() {
        const auto address = tag(DT_STRTAB);
        if (!address) {  // a dynamic section that names nothing (static-pie)
            strings_ = strings_end_ = 0;
            return;
        }
        strings_ = offset_of(*address, "the string table");
        const auto size = tag(DT_STRSZ).value_or(0);
        bytes_.require(strings_, size, "the string table");
        strings_end_ = strings_ + size;
    }

    std::uint64_t string_offset(std::uint64_t index, std::string_view what) const {
        if (index >= strings_end_ - strings_) bytes_.malformed(fmt::format("{} lies outside its table", what));
        return strings_ + index;
    }

    std::string string(std::uint64_t index, std::string_view what) const {
        return bytes_.string(string_offset(index, what), strings_end_, what);
    }

    std::string used_string(std::uint64_t index, std::string_view what) {
        auto text = string(index, what);
        // Names share bytes in a real file, but not so that they add up to many times its size.
        names_size_ += text.size();
        if (names_size_ / 64 > bytes_.size()) bytes_.malformed("names that overlap without end");
        elf_.other_strings.push_back(strings_ + index);
        return text;
    }

    void read_dynamic_strings() {
        const auto path_tag = tag(DT_RUNPATH) ? DT_RUNPATH : DT_RPATH;
        for (const auto& item : dynamic_) {
            if (item.d_tag == DT_FLAGS && (item.d_un.d_val & DF_BIND_NOW) != 0) elf_.bind_now = true;
            if (item.d_tag == DT_FLAGS_1 && (item.d_un.d_val & DF_1_NOW) != 0) elf_.bind_now = true;
            if (item.d_tag == DT_BIND_NOW) elf_.bind_now = true;
            if (std::find(std::begin(kStringTags), std::end(kStringTags), item.d_tag) == std::end(kStringTags))
                continue;
            if (item.d_tag == path_tag && !elf_.runpath) {
                elf_.is_rpath = path_tag == DT_RPATH;
                elf_.runpath = ElfString{string(item.d_un.d_val, "RUNPATH"), string_offset(item.d_un.d_val, "RUNPATH")};
                continue;
            }
            auto text = used_string(item.d_un.d_val, "a string of the dynamic section");
            if (item.d_tag == DT_NEEDED)
                elf_.needed.push_back(std::move(text));
            else if (item.d_tag == DT_SONAME)
                elf_.soname = std::move(text);
        }
    }

    // Chains of version records give the distance to the next one; 0 ends them. Every step must go on, and a file
    // cannot hold more records than bytes.
    std::uint64_t next_record(std::uint64_t offset, std::uint32_t distance) {
        if (++records_ > bytes_.size()) bytes_.malformed("version records without end");
        return offset + distance;
    }

    void note_glibc(const std::string& name, bool weak) {
        if (weak || name.rfind("GLIBC_", 0) != 0 || name == "GLIBC_PRIVATE") return;
        auto& known = elf_.glibc_versions;
        if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(name);
    }

    void read_required_versions() {
        const auto address = tag(DT_VERNEED);
        if (!address) return;
        auto at = offset_of(*address, "the required versions");
        const auto count = tag(DT_VERNEEDNUM).value_or(0);
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto need = bytes_.read<Elf64_Verneed>(at, "a required version");
            const auto file = used_string(need.vn_file, "a library's name");
            auto aux_at = next_record(at, need.vn_aux);
            for (std::uint16_t j = 0; j < need.vn_cnt; ++j) {
                const auto aux = bytes_.read<Elf64_Vernaux>(aux_at, "a required version");
                const auto name = used_string(aux.vna_name, "a version's name");
                note_glibc(name, (aux.vna_flags & VER_FLG_WEAK) != 0);
                versions_[aux.vna_other & 0x7fff] = {name, file};
                if (aux.vna_next == 0) break;
                aux_at = next_record(aux_at, aux.vna_next);
            }
            if (need.vn_next == 0) break;
            at = next_record(at, need.vn_next);
        }
    }

    void read_defined_versions() {
        const auto address = tag(DT_VERDEF);
        if (!address) return;
        auto at = offset_of(*address, "the defined versions");
        const auto count = tag(DT_VERDEFNUM).value_or(0);
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto definition = bytes_.read<Elf64_Verdef>(at, "a defined version");
            auto aux_at = next_record(at, definition.vd_aux);
            for (std::uint16_t j = 0; j < definition.vd_cnt; ++j) {  // the first is its name, the others its parents
                const auto aux = bytes_.read<Elf64_Verdaux>(aux_at, "a defined version");
                const auto name = used_string(aux.vda_name, "a version's name");
                if (j == 0) versions_[definition.vd_ndx & 0x7fff] = {name, ""};
                if (aux.vda_next == 0) break;
                aux_at = next_record(aux_at, aux.vda_next);
            }
            if (definition.vd_next == 0) break;
            at = next_record(at, definition.vd_next);
        }
    }

    // A GNU hash table ends with the last defined symbol; a table of undefined ones alone says 1.
    std::uint32_t count_by_gnu_hash() const {
        const auto address = tag(DT_GNU_HASH);
        if (!address) return 0;
        const auto at = offset_of(*address, "the hash table");
        const auto buckets = bytes_.entry<std::uint32_t>(at, 0, "the hash table");
        const auto first = bytes_.entry<std::uint32_t>(at, 1, "the hash table");
        const auto bloom_words = bytes_.entry<std::uint32_t>(at, 2, "the hash table");
        const auto buckets_at = at + 16 + std::uint64_t{bloom_words} * 8;
        bytes_.require(buckets_at, std::uint64_t{buckets} * 4, "the hash table");
        std::uint32_t last = 0;
        for (std::uint32_t i = 0; i < buckets; ++i)
            last = std::max(last, bytes_.entry<std::uint32_t>(buckets_at, i, "the hash table"));
        if (last < first) return first;
        const auto chains_at = buckets_at + std::uint64_t{buckets} * 4;
        while ((bytes_.entry<std::uint32_t>(chains_at, last - first, "a hash chain") & 1) == 0) ++last;
        return last + 1;
    }

    std::uint32_t count_by_hash() const {
        const auto address = tag(DT_HASH);
        return address ? bytes_.entry<std::uint32_t>(offset_of(*address, "the hash table"), 1, "the hash table") : 0;
    }

    std::uint32_t count_by_relocations(std::int64_t table, std::int64_t size_tag) const {
        const auto address = tag(table);
        const auto size = tag(size_tag).value_or(0);
        if (!address || size == 0) return 0;
        const auto at = offset_of(*address, "the relocations");
        bytes_.require(at, size, "the relocations");
        std::uint32_t count = 0;
        for (std::uint64_t done = 0; done + sizeof(Elf64_Rela) <= size; done += sizeof(Elf64_Rela)) {
            const auto relocation = bytes_.read<Elf64_Rela>(at + done, "a relocation");
            count = std::max(count, static_cast<std::uint32_t>(ELF64_R_SYM(relocation.r_info)) + 1);
        }
        return count;
    }

    std::uint32_t count_by_sections(std::uint64_t symbols) const {
        if (header_.e_shoff == 0 || header_.e_shnum == 0) return 0;
        if (header_.e_shentsize != sizeof(Elf64_Shdr)) bytes_.malformed("section headers of an unknown size");
        for (std::uint32_t i = 0; i < header_.e_shnum; ++i) {
            const auto section = bytes_.entry<Elf64_Shdr>(header_.e_shoff, i, "a section header");
            if (section.sh_type != SHT_DYNSYM || section.sh_addr != symbols) continue;
            if (section.sh_size > bytes_.size()) bytes_.malformed("the symbol table lies outside the file");
            return static_cast<std::uint32_t>(section.sh_size / sizeof(Elf64_Sym));
        }
        return 0;
    }

    // No entry says how many dynamic symbols there are. Each of these can only say too few (a hash table leaves out the
    // undefined ones, relocations those without any, stripped files have no sections), so the highest counts.
    std::uint32_t count_symbols(std::uint64_t symbols) const {
        return std::max({count_by_hash(), count_by_gnu_hash(), count_by_sections(symbols),
                         count_by_relocations(DT_RELA, DT_RELASZ), count_by_relocations(DT_JMPREL, DT_PLTRELSZ)});
    }

    void read_symbols() {
        const auto address = tag(DT_SYMTAB);
        if (!address) return;
        const auto at = offset_of(*address, "the symbol table");
        const auto count = count_symbols(*address);
        bytes_.require(at, std::uint64_t{count} * sizeof(Elf64_Sym), "the symbol table");
        std::optional<std::uint64_t> versions_at;
        if (const auto versions = tag(DT_VERSYM)) versions_at = offset_of(*versions, "the symbol versions");
        for (std::uint32_t i = 1; i < count; ++i) {
            const auto symbol = bytes_.entry<Elf64_Sym>(at, i, "a symbol");
            const auto version =
                versions_at ? bytes_.entry<std::uint16_t>(*versions_at, i, "a symbol's version") : std::uint16_t{1};
            add_symbol(symbol, version);
        }
    }

    void add_symbol(const Elf64_Sym& symbol, std::uint16_t version) {
        auto name = used_string(symbol.st_name, "a symbol's name");
        const auto binding = ELF64_ST_BIND(symbol.st_info);
        if (name.empty() || binding == STB_LOCAL) return;
        ElfSymbol result;
        result.name = std::move(name);
        result.defined = symbol.st_shndx != SHN_UNDEF;
        result.weak = binding == STB_WEAK;
        result.hidden = result.defined && (version & 0x8000) != 0;
        const auto known = versions_.find(version & 0x7fff);
        if ((version & 0x7fff) > VER_NDX_GLOBAL && known != versions_.end()) {
            result.version = known->second.name;
            if (!result.defined) result.version_file = known->second.file;
        }
        elf_.symbols.push_back(std::move(result));
    }

    Bytes bytes_;
    Elf elf_;
    Elf64_Ehdr header_{};
    std::vector<Elf64_Phdr> loads_;
    std::vector<Elf64_Dyn> dynamic_;
    std::map<int, SymbolVersion> versions_;
    std::uint64_t strings_ = 0, strings_end_ = 0;  // file offsets
    std::uint64_t records_ = 0, names_size_ = 0;
};

std::vector<unsigned> numbers(const std::string& version) {
    std::vector<unsigned> result;
    for (const auto& part : split(version, '.')) {
        unsigned value = 0;
        std::from_chars(part.data(), part.data() + part.size(), value);
        result.push_back(value);
    }
    return result;
}

}  // namespace

bool is_elf(std::string_view bytes) {
    return bytes.size() >= SELFMAG && bytes.substr(0, SELFMAG) == ELFMAG;
}

Elf parse_elf(std::string_view bytes, const std::string& origin) {
    if (!is_elf(bytes)) throw Error(ErrorKind::failure, fmt::format("{} is not an ELF file", origin));
    return Reader(bytes, origin).read();
}

Elf read_elf(const std::filesystem::path& path) {
    const MappedFile file(path);
    return parse_elf(file.bytes(), path.string());
}

std::string higher_glibc(const std::string& a, const std::string& b) {
    if (a.empty() || b.empty()) return a.empty() ? b : a;
    return numbers(a) < numbers(b) ? b : a;
}

std::string glibc_floor(const Elf& elf) {
    std::string floor;
    for (const auto& version : elf.glibc_versions)
        floor = higher_glibc(floor, version == "GLIBC_ABI_DT_RELR" ? "2.36" : version.substr(std::strlen("GLIBC_")));
    return floor;
}

}  // namespace sf
