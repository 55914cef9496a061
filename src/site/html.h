// Markup of the page, kept apart from text by its type: what is not said to be markup is escaped.
#pragma once

#include <map>
#include <string>

namespace sf {

class Html {
  public:
    Html() = default;
    // Text, which stays text inside of an element and of a quoted attribute.
    Html(const std::string& text);  // NOLINT(google-explicit-constructor): the safe way is the short one
    Html(const char* text) : Html(std::string(text)) {}
    static Html of_markup(std::string markup);

    const std::string& markup() const { return markup_; }
    Html& operator+=(const Html& more);

  private:
    std::string markup_;
};

using Texts = std::map<std::string, std::string>;  // file name -> content: the templates of catalog/assets/site
using HtmlValues = std::map<std::string, Html>;

// The template with each @{name} replaced; values are not expanded again. Throws Error(catalog) that names the template
// for a name that is not among the values, and for a template that is not there.
Html fill(const Texts& templates, const std::string& name, const HtmlValues& values);
// The same of a template of plain text, such as commands for a shell.
std::string fill_text(const Texts& templates, const std::string& name, const Texts& values);

}  // namespace sf
