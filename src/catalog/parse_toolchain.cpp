#include <fmt/format.h>

#include "catalog/parse.h"

namespace sf {
namespace {

void parse_os(const Reader& os, Toolchain& toolchain) {
    os.expect_keys({"id", "version_id", "codename", "name", "spack"});
    toolchain.os_id = os.text("id");
    toolchain.os_version = os.text("version_id");
    toolchain.codename = os.text_or("codename", "");
    toolchain.os_name = os.text("name");
    toolchain.spack_os = os.text("spack");
}

void parse_bootstrap(const Reader& bootstrap, Toolchain& toolchain) {
    bootstrap.expect_keys({"archive", "suite", "components"});
    if (toolchain.family != "apt") throw bootstrap.fault("only the apt family is bootstrapped", "give an image");
    toolchain.archive = bootstrap.at("archive").one_of({"debian", "ubuntu"});
    toolchain.suite = bootstrap.text("suite");
    toolchain.components = bootstrap.at("components").texts();
}

void parse_rootfs(const Reader& rootfs, Toolchain& toolchain) {
    rootfs.expect_keys({"bootstrap", "image", "build_packages", "prove_packages", "gpu_packages", "image_packages"});
    if (rootfs.has("bootstrap")) parse_bootstrap(rootfs.at("bootstrap"), toolchain);
    toolchain.image = rootfs.text_or("image", "");
    if (toolchain.suite.empty() && toolchain.image.empty())
        throw rootfs.fault("neither bootstrap nor image says how a root filesystem is made");
    toolchain.build_packages = rootfs.at("build_packages").texts();
    toolchain.prove_packages = rootfs.at("prove_packages").texts();
    toolchain.gpu_packages = rootfs.texts_or_none("gpu_packages");
    toolchain.image_packages = rootfs.texts_or_none("image_packages");
    if (!toolchain.gpu_packages.empty() && toolchain.gpu.empty())
        throw rootfs.at("gpu_packages").fault("nothing says by `gpu` what these packages are for");
}

}  // namespace

Toolchain parse_toolchain(const Reader& file) {
    file.expect_keys(
        {"name", "os", "family", "gcc", "glibc", "abi_epoch", "architectures", "targets", "gpu", "rootfs"});
    Toolchain toolchain;
    toolchain.name = file.text("name");
    parse_os(file.at("os"), toolchain);
    toolchain.family = file.at("family").one_of({"apt", "dnf"});
    toolchain.gcc = file.text("gcc");
    toolchain.glibc = file.text("glibc");
    toolchain.abi_epoch = static_cast<int>(file.at("abi_epoch").integer());
    file.at("architectures").for_each([&](const Reader& entry) {
        toolchain.architectures.push_back(entry.one_of({"x86_64", "aarch64"}));
    });
    toolchain.targets = file.at("targets").text_map();
    if (file.has("gpu")) {
        file.at("gpu").for_each([&](const Reader& entry) { toolchain.gpu.push_back(entry.one_of({"rocm", "rsmi"})); });
    }
    parse_rootfs(file.at("rootfs"), toolchain);
    return toolchain;
}

}  // namespace sf
