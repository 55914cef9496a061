#include "node/preflight.h"
#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST_F(Examined, WithoutABundleThereIsNothingToCompareWith) {
    EXPECT_THAT(found(check_glibc), StartsWith("note: "));
    EXPECT_THAT(found(check_processor), StartsWith("note: "));
}

TEST_F(Examined, WhatTheBundleNeedsIsComparedWithThisMachine) {
    SlurmBuild bundle;
    bundle.arch = this_machine().arch;
    bundle.target = bundle.arch;
    bundle.toolchain = "trixie";
    bundle.glibc_floor = "2.17";
    patient_.facts = bundle;
    EXPECT_THAT(found(check_glibc), StartsWith("ok: "));
    EXPECT_THAT(found(check_processor), StartsWith("ok: "));
    patient_.facts->glibc_floor = "9.99";
    patient_.facts->arch = "s390x";
    EXPECT_THAT(found(check_glibc), HasSubstr("fault: the bundle, built for trixie, needs glibc 9.99 or newer"));
    EXPECT_THAT(found(check_processor), HasSubstr("fault: the bundle is for s390x"));
}

TEST_F(Examined, LibrariesOfTheHost) {
    EXPECT_THAT(found(check_libraries), HasSubstr("fault: libpam.so.0 is not there | apt-get install libpam0g"));
    EXPECT_THAT(found(check_libraries), HasSubstr("libresolv.so.2 is not there"));
    for (const auto* name : {"libpam.so.0", "libresolv.so.2"}) {
        make_dirs(host_.path("/usr/lib"));
        fs::copy_file("/proc/self/exe", host_.path("/usr/lib") / name);  // an ELF of this machine
    }
    EXPECT_THAT(found(check_libraries), StartsWith("ok: "));
}

TEST_F(Examined, NvidiasLibraryWithoutItsDriver) {
    EXPECT_THAT(found(check_gpu_driver), StartsWith("ok: no library"));
    make_dirs(host_.path("/usr/lib"));
    fs::copy_file("/proc/self/exe", host_.path("/usr/lib/libnvidia-ml.so.1"));
    EXPECT_THAT(found(check_gpu_driver), HasSubstr("warning: libnvidia-ml.so.1 is there, but no driver"));
    write("/proc/driver/nvidia/version", "NVRM\n");
    EXPECT_THAT(found(check_gpu_driver), StartsWith("ok: the driver"));
}

}  // namespace
}  // namespace sf
