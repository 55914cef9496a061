#include "unit/doctor/examined.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(Examined, ABundleThatDoesNotFit) {
    make_dirs(host_.path("/opt/slurm"));
    EXPECT_THAT(found(check_disk), Not(HasSubstr("the bundle needs")));
    patient_.unpacked_bytes = std::uint64_t{1} << 60;
    EXPECT_THAT(found(check_disk), HasSubstr("fault: /opt/slurm has "));
    EXPECT_THAT(found(check_disk), HasSubstr("slurm-factory gc"));
}

}  // namespace
}  // namespace sf
