#include "site/html.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace sf {
namespace {

std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            case '\'':
                result += "&#39;";
                break;
            default:
                result += c;
        }
    }
    return result;
}

template <typename Value>
const Value& at(const std::map<std::string, Value>& values, const std::string& name, const std::string& asset) {
    const auto found = values.find(name);
    if (found == values.end())
        throw Error(ErrorKind::catalog, fmt::format("assets/site/{}: no placeholder @{{{}}}", asset, name));
    return found->second;
}

const std::string& template_of(const Texts& templates, const std::string& name) {
    const auto found = templates.find(name);
    if (found == templates.end())
        throw Error(ErrorKind::catalog, "no catalog folder has the file assets/site/" + name,
                    "the program's installation is not whole: install it again");
    return found->second;
}

}  // namespace

Html::Html(const std::string& text) : markup_(escaped(text)) {}

Html Html::of_markup(std::string markup) {
    Html html;
    html.markup_ = std::move(markup);
    return html;
}

Html& Html::operator+=(const Html& more) {
    markup_ += more.markup_;
    return *this;
}

Html fill(const Texts& templates, const std::string& name, const HtmlValues& values) {
    return Html::of_markup(expand_placeholders(
        template_of(templates, name), [&](const std::string& value) { return at(values, value, name).markup(); }));
}

std::string fill_text(const Texts& templates, const std::string& name, const Texts& values) {
    return expand_placeholders(template_of(templates, name),
                               [&](const std::string& value) { return at(values, value, name); });
}

}  // namespace sf
