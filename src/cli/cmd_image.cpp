// slurm-factory image: a bundle as an OCI image for Docker, Podman and Kubernetes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/environment.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/trust_options.h"
#include "cli/workshop.h"
#include "image/layout.h"
#include "mirror/oci_credentials.h"

namespace sf {
namespace {

struct ImageCommand {
    ImageRequest request;
    std::string output, push;
    TrustOptions trust;
    bool is_unsigned = false, dry_run = false, json = false;

    void run(Services& services) const {
        auto keyring = Keyring::ephemeral(*services.process);
        const auto pinned = is_unsigned ? std::set<std::string>() : trust.pin(keyring, services);
        const auto plan = plan_image(request, {keyring, pinned, is_unsigned}, services.catalog());
        const auto places = outputs(plan, services.home());
        const auto registry = opened(services);
        if (dry_run) {
            print(json ? pretty_json(plan_to_json(plan)) : plan_to_text(plan, places));
            return;
        }
        const auto progress = services.progress();
        auto workshop = make_workshop(services, *progress);
        const auto image = make_image(plan, workshop);
        for (const auto& place : places) write_image(image, place);
        if (registry) push_image(image, *registry);
        print(json ? pretty_json(image_to_json(image, places)) : image_to_text(image, places));
    }

    // What is pushed is written only where that is asked for.
    std::vector<ImageOutput> outputs(const ImagePlan& plan, const Home& home) const {
        if (!output.empty()) return {parse_image_output(output)};
        if (!push.empty()) return {};
        return {{ImageOutput::Kind::archive, home.builds() / fmt::format("slurm-{}-image.tar", plan.name.tag)}};
    }

    std::unique_ptr<OciRegistry> opened(Services& services) const {
        if (push.empty()) return nullptr;
        const auto url = parse_oci_url(push);
        return std::make_unique<OciRegistry>(url, oci_credentials(url, environment_variable), *services.http);
    }

    std::string pushed(const ImageName& name) const { return push + ":" + name.tag; }

    static Json plan_to_json(const ImagePlan& plan) {
        Json layers = Json::array();
        for (const auto& content : plan.contents)
            layers.push_back({{"what", content.name}, {"files", content.paths.size()}});
        return {{"version", 1},
                {"name", plan.name.text()},
                {"build", plan.build},
                {"base", plan.request.base.empty() ? plan.toolchain->name : plan.request.base},
                {"labels", image_labels(plan.facts)},
                {"layers", layers}};
    }

    std::string plan_to_text(const ImagePlan& plan, const std::vector<ImageOutput>& places) const {
        std::string text = fmt::format("image {} on {}, Slurm in /{}/{}\n", plan.name.text(),
                                       plan.request.base.empty() ? plan.toolchain->os_name : plan.request.base,
                                       kImagePrefix, plan.build);
        for (const auto& content : plan.contents)
            text += fmt::format("  layer  {:<40} {:>4} files\n", content.name, content.paths.size());
        for (const auto& place : places) text += "would be written to " + place.path.string() + "\n";
        return push.empty() ? text : text + "would be pushed to " + pushed(plan.name) + "\n";
    }

    Json image_to_json(const MadeImage& image, const std::vector<ImageOutput>& places) const {
        Json layers = Json::array(), outputs = Json::array();
        for (const auto& layer : image.layers)
            layers.push_back({{"digest", "sha256:" + layer.blob.sha256},
                              {"diff_id", "sha256:" + layer.diff_id},
                              {"bytes", layer.blob.bytes},
                              {"what", layer.what}});
        for (const auto& place : places) outputs.push_back(fs::absolute(place.path).string());
        Json result = {{"version", 1},           {"name", image.name.text()}, {"digest", "sha256:" + image.sha256()},
                       {"bytes", image.bytes()}, {"outputs", outputs},        {"labels", image.labels},
                       {"layers", layers}};
        if (!push.empty()) result["pushed"] = pushed(image.name);
        return result;
    }

    std::string image_to_text(const MadeImage& image, const std::vector<ImageOutput>& places) const {
        std::string text = fmt::format("image {}, sha256:{}, {} layers, {}\n", image.name.text(), image.sha256(),
                                       image.layers.size(), format_bytes(image.bytes()));
        for (const auto& place : places) {
            const bool layout = place.kind == ImageOutput::Kind::layout;
            text += fmt::format("written to {}\n", place.path.string());
            if (!layout)
                text += fmt::format("  podman load --input {0}   (docker load --input {0})\n", place.path.string());
        }
        return push.empty() ? text : text + "pushed to " + pushed(image.name) + "\n";
    }
};

}  // namespace

void add_image_command(CLI::App& app, Services& services) {
    auto options = std::make_shared<ImageCommand>();
    auto& request = options->request;
    auto* command =
        app.add_subcommand("image", "Make an image of a bundle for Docker, Podman and Kubernetes: a layer a package");
    command->add_option("BUNDLE", request.bundle, "a bundle's tarball")->required();
    command
        ->add_option("--output", options->output,
                     "oci:DIR, a folder with an OCI layout, or oci-archive:FILE (default: an archive in builds/ of "
                     "the home)")
        ->type_name("WHERE");
    command
        ->add_option("--push", options->push,
                     "repository of a registry that gets it, instead of a file or besides --output")
        ->type_name("oci://HOST/REPOSITORY");
    command->add_option("--tag", request.name, "its name, or name and tag (default slurm:VERSION-TOOLCHAIN)")
        ->type_name("NAME[:TAG]");
    command
        ->add_option("--toolchain", request.toolchain,
                     "OS of the image (default: the one that the bundle was built for)")
        ->type_name("NAME");
    command
        ->add_option("--base", request.base,
                     "stand on this image of that OS: a folder with an OCI layout, an archive, or a reference such as "
                     "docker.io/library/debian:12 (default: a minimal root of the OS)")
        ->type_name("IMAGE");
    command->add_option("--uid", request.slurm_id, "number of the user and the group slurm, the same on all hosts")
        ->check(CLI::Range(1, 65531))
        ->capture_default_str();
    options->trust.add_to(*command,
                          "full fingerprint of the key that must have signed it (default: a key trusted for a mirror)");
    command->add_flag("--unsigned", options->is_unsigned, "take a bundle for which nobody vouches");
    command->add_flag("--dry-run", options->dry_run, "show what would be made, and make nothing");
    command->add_flag("--json", options->json, "the result as JSON");
    command->footer(
        "Examples:\n"
        "  slurm-factory image slurm-24.11-bookworm-software.tar.gz --trust FINGERPRINT --key site.asc\n"
        "  slurm-factory image slurm-24.11-bookworm-software.tar.gz --push oci://registry.example.org/site/slurm\n"
        "  slurm-factory image slurm-24.11-bookworm-minimal-software.tar.gz --unsigned --base "
        "docker.io/library/debian:12 \\\n"
        "      --output oci:images --tag site/slurm:24.11");
    command->callback([options, &services] { options->run(services); });
}

}  // namespace sf
