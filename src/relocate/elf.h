// A reader of 64-bit little-endian ELF files that trusts nothing: every offset is checked against the file's size.
// Layout: System V gABI chapters 4 and 5; version sections:
// https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sf {

struct ElfSymbol {
    std::string name;
    std::string version;       // GLIBC_2.34, empty if none
    std::string version_file;  // for undefined ones: the library that the version is required of
    bool defined = false;
    bool weak = false;
    bool hidden = false;  // defined, but not the version that a link without one takes (name@VERSION, not @@)
};

struct ElfString {  // a string of .dynstr that a dynamic entry points at
    std::string value;
    std::uint64_t offset = 0;  // in the file
};

struct Elf {
    std::uint16_t type = 0;  // ET_EXEC, ET_DYN, ET_REL
    std::uint16_t machine = 0;
    std::string interpreter;
    std::string soname;
    std::vector<std::string> needed;
    std::optional<ElfString> runpath;  // DT_RUNPATH, else DT_RPATH
    bool is_rpath = false;
    bool bind_now = false;
    std::vector<ElfSymbol> symbols;  // dynamic ones, without the null symbol
    std::vector<std::string>
        glibc_versions;  // required ones ("GLIBC_2.34", "GLIBC_ABI_DT_RELR"), unique, weak ones left out
    std::vector<std::uint64_t>
        other_strings;  // file offsets of the .dynstr strings that anything but runpath points at; sorted, unique

    bool is_dynamic = false;  // has a dynamic section; without one only type, machine and interpreter are filled
};

bool is_elf(std::string_view bytes);
// Throws Error(failure) naming `origin` for a malformed file, and for 32-bit or big-endian ones.
Elf parse_elf(std::string_view bytes, const std::string& origin);
Elf read_elf(const std::filesystem::path& path);

// Highest glibc that the file requires, "2.34"; "" if none. GLIBC_ABI_DT_RELR stands for 2.36, which introduced it.
std::string glibc_floor(const Elf& elf);
// Of two such floors the higher one; either may be "".
std::string higher_glibc(const std::string& a, const std::string& b);

}  // namespace sf
