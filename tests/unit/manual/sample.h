// A small command line for the tests of the manual.
#pragma once

#include "manual/manual.h"

namespace sf {

inline Manual sample_manual() {
    ManualCommand plan{"factory plan", {"factory show"}, "Show what would be built", {}, {}, {}, {}, {}};
    plan.arguments = {{"PACKAGE", "", "", "", "", "what to show", true, true}};
    plan.options = {{"-j, --jobs", "INT", "1 - 9", "FACTORY_JOBS", "2", "how many", false, false},
                    {"--format", "tree|json", "", "", "", "the shape", false, false},
                    {"--odd", "", "", "", "", ".starts with a dot, has a \\ and <b> and *", false, false}};
    plan.examples = {"factory plan --format json 'x' | less"};
    ManualCommand cache{"factory cache", {}, "Packages", {}, {}, {}, {}, {}};
    cache.commands = {{"factory cache push", {}, "Push packages", {}, {}, {}, {}, {}}};
    ManualCommand program{"factory", {}, "Builds things", {}, {}, {}, {"Documentation: elsewhere"}, {plan, cache}};
    program.options = {{"-q, --quiet", "", "", "", "", "say nothing", false, false}};
    return {program, "1.2", "2026-11-21"};
}

}  // namespace sf
