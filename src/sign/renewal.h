// What every signed index has in common: a number that counts up, and a time until which it is believed.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "sign/signer.h"

namespace sf {

// Makes `index` the next one: signed by `signer` (or said to be signed by nobody), good for `valid_days` from now.
template <typename SignedIndex>
void renew(SignedIndex& index, const Signer& signer, Clock& clock, int valid_days) {
    constexpr std::int64_t kSecondsOfDay = 24 * 60 * 60;
    index.is_signed = !signer.is_nobody();
    ++index.serial;
    index.created = clock.unix_seconds();
    index.expires = index.created + valid_days * kSecondsOfDay;
}

}  // namespace sf
