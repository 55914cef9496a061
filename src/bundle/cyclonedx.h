// An SBOM as CycloneDX 1.6 in JSON, made from the SPDX document that a bundle holds.
// https://cyclonedx.org/docs/1.6/json/
#pragma once

#include "bundle/spdx_document.h"

namespace sf {

// The same document gives the same bytes: time and serial number are taken from it.
Json cyclonedx(const SpdxDocument& document);

}  // namespace sf
