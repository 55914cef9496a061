#include "node/slurm_state.h"

#include <algorithm>
#include <fstream>

#include "base/files.h"

namespace sf {
namespace {

constexpr std::string_view kTitle("PROTOCOL_VERSION", 17);  // with its NUL
constexpr const char* kFiles[] = {"job_state", "node_state", "part_state", "resv_state", "trigger_state"};

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::string beginning_of(const fs::path& file) {
    std::string bytes(64, '\0');
    std::ifstream in(file, std::ios::binary);
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return bytes;
}

}  // namespace

std::optional<int> protocol_of_state_file(std::string_view beginning) {
    constexpr std::size_t kLength = 4;
    if (beginning.size() < kLength + kTitle.size() + 2) return std::nullopt;
    const auto length =
        byte_at(beginning, 0) << 24 | byte_at(beginning, 1) << 16 | byte_at(beginning, 2) << 8 | byte_at(beginning, 3);
    if (length != kTitle.size() || beginning.substr(kLength, kTitle.size()) != kTitle) return std::nullopt;
    return static_cast<int>(byte_at(beginning, kLength + kTitle.size()));  // the upper half of the 16 bits
}

std::optional<int> state_protocol(const fs::path& state_save_location) {
    std::optional<int> highest;
    for (const auto* name : kFiles)
        if (const auto found = protocol_of_state_file(beginning_of(state_save_location / name)))
            highest = std::max(highest.value_or(0), *found);
    return highest;
}

}  // namespace sf
