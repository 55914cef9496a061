#include "site/html.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

TEST(HtmlTest, EscapesWhatIsNotSaidToBeMarkup) {
    EXPECT_EQ(Html("<b a=\"1\" c='2'>&amp;").markup(), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;");
    EXPECT_EQ(Html::of_markup("<b>").markup(), "<b>");
}

TEST(HtmlTest, FillsATemplateAndExpandsNoValueAgain) {
    const Texts templates{{"row", "<td>@{name}</td>@{more}"}};
    EXPECT_EQ(fill(templates, "row", {{"name", "@{more}<"}, {"more", Html::of_markup("<hr>")}}).markup(),
              "<td>@{more}&lt;</td><hr>");
    EXPECT_EQ(fill_text({{"run", "echo '@{what}'"}}, "run", {{"what", "a&b"}}), "echo 'a&b'");
}

TEST(HtmlTest, NamesTheTemplateThatIsWrong) {
    for (const auto& templates : {Texts{{"row", "@{nmae}"}}, Texts{}}) {
        try {
            fill(templates, "row", {{"name", ""}});
            FAIL();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::catalog);
            EXPECT_NE(error.message().find("assets/site/row"), std::string::npos) << error.message();
        }
    }
}

}  // namespace
}  // namespace sf
