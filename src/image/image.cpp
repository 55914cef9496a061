#include "image/image.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/hash.h"
#include "concretize/concretize.h"
#include "node/layout.h"
#include "node/unpack_build.h"
#include "relocate/elf.h"
#include "source/unpack.h"

namespace sf {
namespace {

constexpr const char* kEntrypointAsset = "image/entrypoint.sh";
constexpr std::uint64_t kLargestList = 64ull << 20;
constexpr unsigned kProgram = 0755, kPrivate = 0640, kOwn = 0700, kOfAll = 01777;

void refuse_older_glibc(const ImagePlan& plan) {
    const auto& floor = plan.facts.glibc_floor;
    const auto& toolchain = *plan.toolchain;
    if (higher_glibc(floor, toolchain.glibc) == toolchain.glibc) return;
    throw Error(ErrorKind::usage,
                fmt::format("the bundle, built for {}, needs glibc {} or newer; {} has {}", plan.facts.toolchain, floor,
                            toolchain.name, toolchain.glibc),
                fmt::format("take --toolchain {}, or a bundle for {}", plan.facts.toolchain, toolchain.name));
}

// As the tarball's name says it: 24.11.5-bookworm-minimal-aarch64.
std::string default_tag(const BundleFacts& facts, const std::string& toolchain) {
    const auto flavour = facts.flavour == "default" ? "" : "-" + facts.flavour;
    const auto arch = facts.arch == "x86_64" ? "" : "-" + facts.arch;
    return fmt::format("{}-{}{}{}", facts.slurm, toolchain, flavour, arch);
}

// Users, and the folders that daemons write to, which are theirs: so each daemon but slurmd needs no root.
ImageLayer system_layer(const AccountFiles& base, const ImageAccounts& accounts, const fs::path& blobs) {
    const auto files = with_accounts(base, accounts.all());
    const auto of = [](const ImageAccount& account, unsigned mode = kProgram) {
        return TarRights{mode, account.id, account.id};
    };
    LayerWriter layer(blobs, "users and folders", kSharedSourceDate);
    layer.add_text("etc/group", files.group);
    if (!files.gshadow.empty()) layer.add_text("etc/gshadow", files.gshadow, {kPrivate});
    layer.add_text("etc/passwd", files.passwd);
    layer.add_text("etc/profile.d/slurm.sh", fmt::format("PATH=/{}/current/view/bin:$PATH\n", kImagePrefix));
    if (!files.shadow.empty()) layer.add_text("etc/shadow", files.shadow, {kPrivate});
    layer.add_folder("etc/slurm");
    layer.add_folder(accounts.client.home.substr(1), of(accounts.client));
    layer.add_folder("run/munge", {kOfAll});  // for munged, whoever runs it
    layer.add_folder("run/slurm");
    for (const char* folder : {"run/slurmctld", "run/slurmdbd"}) layer.add_folder(folder, of(accounts.slurm));
    layer.add_folder("run/slurmrestd", of(accounts.restd));
    layer.add_folder(accounts.munge.home.substr(1), of(accounts.munge, kOwn));
    layer.add_folder(accounts.slurm.home.substr(1), of(accounts.slurm));
    layer.add_folder("var/log/slurm", of(accounts.slurm));
    layer.add_folder("var/spool/slurmctld", of(accounts.slurm));
    layer.add_folder("var/spool/slurmd");
    return layer.finish();
}

void add_path(LayerWriter& layer, const fs::path& tree, const std::string& path) {
    layer.add_entry(fmt::format("{}/{}", kImageBuild, path), fs::directory_entry(tree / path));
}

// The bundle's own files, the links by which nodes find a build, and what a container starts with.
void add_own_files(LayerWriter& layer, const ImagePlan& plan, const fs::path& tree, const fs::path& entrypoint) {
    walk_sorted(tree / "manifest", [&](const fs::directory_entry& entry, const std::string& relative) {
        if (entry.is_regular_file()) add_path(layer, tree, "manifest/" + relative);
    });
    const std::string prefix = kImagePrefix;
    layer.add_link(prefix + "/" + plan.build, "build");
    layer.add_link(prefix + "/current", "generations/1");
    layer.add_file(kEntrypoint, entrypoint, TarRights{kProgram});
    layer.add_link(prefix + "/generations/1", "../" + plan.build);
}

ImageLayer layer_of(const LayerContent& content, const ImagePlan& plan, const fs::path& tree,
                    const fs::path& entrypoint, const fs::path& blobs) {
    const bool last = &content == &plan.contents.back();
    LayerWriter layer(blobs, content.name, content.of_release ? plan.facts.source_date_epoch : kSharedSourceDate);
    for (const auto& path : content.paths) add_path(layer, tree, path);
    if (last) add_own_files(layer, plan, tree, entrypoint);
    return layer.finish();
}

OciBlob put_text(const fs::path& blobs, const char* media_type, const std::string& text) {
    OciBlob blob{media_type, sha256_hex(text), text.size()};
    write_file_atomic(blobs / blob.sha256, text);
    return blob;
}

ImageBase make_base(const ImagePlan& plan, const fs::path& scratch, const fs::path& blobs, Workshop& workshop) {
    if (plan.request.base.empty()) return base_of_root(root_of(*plan.toolchain, RootKind::image, workshop), blobs);
    return base_of_image(workshop.process, plan.request.base, *plan.toolchain, plan.facts.arch, scratch, blobs);
}

}  // namespace

ImagePlan plan_image(const ImageRequest& request, const OfferTrust& trust, const Catalog& catalog) {
    ImagePlan plan;
    plan.request = request;
    plan.content = read_file(request.bundle);
    plan.signer = verify_offer(offer_of_file(request.bundle), plan.content, trust);
    plan.facts = read_bundle(request.bundle);
    const auto& facts = plan.facts;
    if (sha256_hex(plan.content) != facts.archive.sha256)
        throw Error(ErrorKind::source, fmt::format("{} changed while it was read", request.bundle.string()));
    plan.toolchain = &catalog.toolchain(request.toolchain.empty() ? facts.toolchain : request.toolchain);
    refuse_older_glibc(plan);
    const auto files = file_in_archive(request.bundle, "manifest/files.json", kLargestList);
    plan.build = build_name(facts.slurm, files.value_or(""));
    const auto tag = default_tag(facts, plan.toolchain->name);
    plan.name = parse_image_name(request.name, tag);
    plan.contents = layer_contents(facts.archive.documents.at("spec"), facts.archive.documents.at("files"));
    return plan;
}

std::uint64_t MadeImage::bytes() const {
    std::uint64_t sum = config.bytes + manifest.size();
    for (const auto& layer : layers) sum += layer.blob.bytes;
    return sum;
}

MadeImage make_image(const ImagePlan& plan, Workshop& workshop) {
    const std::string item = "image " + plan.name.text();
    workshop.progress.started(item, "unpack", 0);
    make_dirs(workshop.home.tmp());
    const TempDir scratch(workshop.home.tmp(), "image-bundle-");
    const fs::path tree = scratch.path() / "bundle";
    make_dirs(tree);
    const auto place = [](const BundleManifest&) { return fs::path("/") / kImageBuild; };
    unpack_build(plan.content, plan.request.bundle.string(), tree, place);

    MadeImage image{TempDir(workshop.home.tmp(), "image-"), plan.name, {}, {}, {}, image_labels(plan.facts)};
    make_dirs(image.blobs());
    workshop.progress.doing(item, "base");
    const ImageBase base = make_base(plan, scratch.path(), image.blobs(), workshop);
    ImageAccounts accounts;
    accounts.slurm.id = plan.request.slurm_id;
    std::vector<ImageLayer> layers{system_layer(base.accounts, accounts, image.blobs())};
    const fs::path entrypoint = workshop.catalog.asset(kEntrypointAsset);
    for (const auto& content : plan.contents) {
        throw_if_interrupted();
        workshop.progress.doing(item, content.name);
        layers.push_back(layer_of(content, plan, tree, entrypoint, image.blobs()));
    }

    image.labels.merge(base_labels(base));
    const auto config = image_config({plan.facts, base, layers, image.labels, accounts.client.id});
    image.config = put_text(image.blobs(), oci::kConfig, config);
    image.layers = base.layers;
    image.layers.insert(image.layers.end(), layers.begin(), layers.end());
    OciManifest manifest{"", image.config, {}, {}};
    for (const auto& layer : image.layers) manifest.layers.push_back(layer.blob);
    image.manifest = oci_manifest_text(manifest);
    put_text(image.blobs(), oci::kManifest, image.manifest);
    workshop.progress.finished(item, fmt::format("{} layers", image.layers.size()));
    return image;
}

}  // namespace sf
