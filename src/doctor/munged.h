// The munged that runs on this host, if one does.
#pragma once

#include <optional>
#include <string>

#include "doctor/patient.h"

namespace sf {

struct Munged {
    unsigned uid = 0;
    std::string key_file = "/etc/munge/munge.key";  // as its command line has it
};
std::optional<Munged> running_munged(const Host& host);

// AuthInfo=socket=... of slurm.conf, else munge's own place.
std::string munge_socket(const Patient& patient);

// What unmunge says of a credential.
struct Decoded {
    bool success = false;
    bool tried = false;  // there is such a program
    std::string status;  // "Success (0)", "Rewound credential (16)", or an error of unmunge's own
};
Decoded decode_credential(const Patient& patient, const std::string& credential);

}  // namespace sf
