// Builds what src/factory works with from the services of the command line.
#pragma once

#include "cli/services.h"
#include "factory/factory.h"

namespace sf {

// `progress` must outlive the workshop.
Workshop make_workshop(Services& services, Progress& progress);

}  // namespace sf
