#include "mirror/xml.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sf {
namespace {

TEST(Xml, ElementsTextAndEntities) {
    const XmlElement root = parse_xml(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<s3:List xmlns:s3=\"urn:x\">\n  <Key a='1'>a&amp;b &#65;&#xe4;&#x1F600;</Key><Empty/><Key>second</Key>\n"
        "</s3:List>\n",
        "origin");
    EXPECT_EQ(root.name, "List");
    ASSERT_EQ(root.children.size(), 3u);
    EXPECT_EQ(root.text_of("Key"), "a&b A\xc3\xa4\xf0\x9f\x98\x80");
    EXPECT_EQ(root.children[1].name, "Empty");
    EXPECT_EQ(root.child("None"), nullptr);
    EXPECT_EQ(root.text_of("None"), "");
}

TEST(Xml, WhatIsEscapedComesBack) {
    const std::string text = "a<b>&\"c'd";
    EXPECT_EQ(xml_escaped(text), "a&lt;b&gt;&amp;&quot;c'd");
    EXPECT_EQ(parse_xml("<x>" + xml_escaped(text) + "</x>", "origin").text, text);
}

TEST(Xml, EverythingElseIsRefused) {
    std::string deep, bottom;
    for (int i = 0; i < 100; ++i) deep += "<a>", bottom += "</a>";
    for (const std::string text :
         {"", "text", "<", "<a", "<a>", "<a></b>", "<a><b></a></b>", "<a/><b/>", "<a/>text", "<a>&nbsp;</a>",
          "<a>&#;</a>", "<a>&#x110000;</a>", "<a>&#12x;</a>", "<a>&amp</a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
          "<a><!-- c --></a>", "<a><![CDATA[x]]></a>", "< a/>", "<a b>"})
        EXPECT_THROW(parse_xml(text, "origin"), Error) << text;
    EXPECT_THROW(parse_xml(deep + bottom, "origin"), Error);
    try {
        parse_xml("no", "s3://bucket");
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::source);
        EXPECT_TRUE(e.message().starts_with("s3://bucket: "));
    }
}

}  // namespace
}  // namespace sf
