// What slurmctld has written to its StateSaveLocation: by which release.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace sf {

// Of SLURM_PROTOCOL_VERSION: 42 of 42 << 8, which is 24.11. The files begin with a string, "PROTOCOL_VERSION" as
// packstr() writes it (32 bits of length with the final NUL, then the bytes), and 16 bits of version, all in network
// byte order: save and load functions of src/slurmctld, pack.c. Nothing for a file that begins otherwise.
std::optional<int> protocol_of_state_file(std::string_view beginning);

// The highest of job_state, node_state, part_state and so on: what an older slurmctld could not read. Nothing where
// no slurmctld has written anything.
std::optional<int> state_protocol(const std::filesystem::path& state_save_location);

}  // namespace sf
