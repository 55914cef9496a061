// One build on the page: a row of the table, and below it what it is made of and how it is installed.
#pragma once

#include "site/site_facts.h"

namespace sf {

Html build_row(const SiteFacts& facts, const PublishedBuild& build);

// A file's name as a link relative to the page, with its size.
Html file_link(const SiteFacts& facts, const PublishedFile& file, const std::string& label);

}  // namespace sf
