// What the commands share: the edges to the system, the global options, and lazily the catalog.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/home.h"
#include "base/http.h"
#include "base/process.h"
#include "base/progress.h"
#include "catalog/catalog.h"
#include "source/source.h"

namespace CLI {
class App;
}

namespace sf {

struct Services {
    std::unique_ptr<Process> process = make_system_process();
    std::unique_ptr<Http> http;  // there when the options are parsed
    std::unique_ptr<Clock> clock = make_system_clock();

    bool verbose = false;
    bool quiet = false;
    std::string home_option;            // --home, $SLURM_FACTORY_HOME
    std::vector<std::string> catalogs;  // --catalog, in order, after the program's own
    std::string registry;               // --registry
    unsigned stall_timeout_s = 30;      // --stall-timeout
    bool allow_unverified = false;      // --allow-unverified
    bool offline = false;               // --offline

    int status = 0;  // what main() returns when a command ends without an Error

    // ~/.slurm-factory unless the option says otherwise; absolute.
    Home home() const;
    // The program's own catalog (beside the installed program, else the source tree) and the overlays.
    std::vector<std::filesystem::path> catalog_folders() const;
    const Catalog& catalog();
    std::unique_ptr<Progress> progress() const;
    SourceSettings source_settings() const;

  private:
    std::optional<Catalog> catalog_;
};

// Prints to stdout; throws Error(host) when stdout cannot take it (a closed pipe, a full disk).
void print(const std::string& text);

}  // namespace sf
