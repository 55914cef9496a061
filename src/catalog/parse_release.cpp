#include <fmt/format.h>

#include "catalog/parse.h"

namespace sf {
namespace {

std::string parse_date(const Reader& entry) {
    const std::string text = entry.text();
    const bool valid = text.size() == 10 && text[4] == '-' && text[7] == '-' &&
                       text.find_first_not_of("0123456789-") == std::string::npos;
    if (!valid) throw entry.fault(fmt::format("'{}' is not a date: YYYY-MM-DD", text));
    return text;
}

}  // namespace

Release parse_release(const Reader& file) {
    file.expect_keys({"release", "slurm", "released", "end_of_life", "upgrades_from", "protocol", "source_date_epoch",
                      "packages", "flavours", "optional"});
    Release release;
    release.release = file.text("release");
    release.slurm = file.text("slurm");
    release.released = parse_date(file.at("released"));
    release.end_of_life = parse_date(file.at("end_of_life"));
    release.upgrades_from = file.texts_or_none("upgrades_from");
    if (file.has("protocol")) release.protocol = static_cast<int>(file.at("protocol").integer());
    release.source_date_epoch = file.at("source_date_epoch").integer();
    release.packages = file.at("packages").text_map();
    file.at("flavours").for_each_entry([&](const std::string& flavour, const Reader& roots) {
        if (flavour != "minimal" && flavour != "default" && flavour != "gpu") {
            throw roots.fault(fmt::format("'{}' is not one of minimal, default, gpu", flavour));
        }
        release.flavours[flavour] = roots.texts();
    });
    if (release.flavours.empty()) throw file.at("flavours").fault("a release has at least one flavour");
    release.optional = file.texts_or_none("optional");
    return release;
}

}  // namespace sf
