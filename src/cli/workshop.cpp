#include "cli/workshop.h"

namespace sf {

Workshop make_workshop(Services& services, Progress& progress) {
    return Workshop{services.home(), services.catalog(),         *services.process, *services.http, *services.clock,
                    progress,        services.source_settings(), services.registry, SF_VERSION};
}

}  // namespace sf
