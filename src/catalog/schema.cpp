#include "catalog/schema.h"

#include <fmt/format.h>

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "base/error.h"

namespace sf {
namespace {

// valijson writes a place as <root>[versions][0].
std::string pointer_of(const valijson::ValidationResults::Error& error) {
    std::string pointer;
    for (std::size_t i = 1; i < error.context.size(); ++i) {
        std::string step = error.context[i];
        if (step.size() >= 2 && step.front() == '[') step = step.substr(1, step.size() - 2);
        pointer += "/" + step;
    }
    return pointer.empty() ? "/" : pointer;
}

}  // namespace

std::vector<std::string> schema_faults(const Json& schema, const Json& value, const std::filesystem::path& file) {
    // valijson's adapter is for nlohmann::json, whose order of keys does not matter here.
    const nlohmann::json schema_value = schema;
    const nlohmann::json plain = value;
    valijson::Schema parsed;
    valijson::ValidationResults results;
    try {
        valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_value), parsed);
    } catch (const std::exception& e) {
        throw Error(ErrorKind::catalog, fmt::format("the schema for {} is not one: {}", file.string(), e.what()));
    }
    valijson::Validator().validate(parsed, valijson::adapters::NlohmannJsonAdapter(plain), &results);
    std::vector<std::string> faults;
    for (const valijson::ValidationResults::Error& error : results) {
        faults.push_back(fmt::format("{}: {}: {}", file.string(), pointer_of(error), error.description));
    }
    return faults;
}

}  // namespace sf
