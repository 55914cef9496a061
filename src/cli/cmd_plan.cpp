// slurm-factory plan: what a build would be made of, without building.
#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/request_options.h"
#include "cli/services.h"

namespace sf {

namespace {

struct PlanCommand {
    RequestOptions request;
    std::string explain;
    bool explain_given = false;
    std::string format = "tree";
    bool json = false;

    void run(Services& services) const {
        auto plan = plan_request(request.to_request(services), services);
        print(explain_given ? explain_text(plan, explain) : in_format(plan));
    }

    std::string in_format(const Plan& plan) const {
        if (json || format == "json") return pretty_json(plan_to_json(plan));
        return format == "dot" ? plan_to_dot(plan) : plan_to_tree(plan);
    }
};

}  // namespace

void add_plan_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<PlanCommand>();
    auto* command = app.add_subcommand("plan", "Show the packages of a build, without building");
    options->request.add_to(*command);
    add_explain_option(*command, options->explain, options->explain_given);
    auto* format = command->add_option("--format", options->format, "tree, json (the whole plan) or dot (Graphviz)")
                       ->default_str("tree")
                       ->check(CLI::IsMember({"tree", "json", "dot"}));
    command->add_flag("--json", options->json, "the same as --format json")->excludes(format);
    command->footer(
        "Examples:\n"
        "  slurm-factory plan --slurm-version 24.11 --minimal\n"
        "  slurm-factory plan --slurm-version 24.11 --minimal --toolchain trixie --json\n"
        "  slurm-factory plan --slurm-version 24.11 --minimal --format dot | dot -Tsvg >plan.svg\n"
        "  slurm-factory plan --slurm-version 24.11 --minimal --explain openssl");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
