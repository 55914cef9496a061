#include "base/json.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"

namespace sf {
namespace {

class Yaml : public testing::Test {
  protected:
    Json read(const std::string& text) {
        write_file_atomic(folder_.path() / "file.yaml", text);
        return read_yaml(folder_.path() / "file.yaml");
    }

    std::string fault(const std::string& text) {
        try {
            read(text);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::catalog);
            return e.message();
        }
        return "no error";
    }

    TempDir folder_{fs::temp_directory_path(), "yaml-test-"};
};

TEST_F(Yaml, PlainScalarsAreTypedByFewRules) {
    const Json json =
        read("a: true\nb: false\nc: 42\nd: -7\ne: 1.10\nf: 2024-11-29\ng: yes\nh: 007\ni: 0x1f\nj: 1e3\n");
    EXPECT_EQ(json["a"], true);
    EXPECT_EQ(json["b"], false);
    EXPECT_EQ(json["c"], 42);
    EXPECT_EQ(json["d"], -7);
    EXPECT_EQ(json["e"], "1.10");
    EXPECT_EQ(json["f"], "2024-11-29");
    EXPECT_EQ(json["g"], "yes");
    EXPECT_EQ(json["h"], "007");
    EXPECT_EQ(json["i"], "0x1f");
    EXPECT_EQ(json["j"], "1e3");
}

TEST_F(Yaml, QuotedScalarsAreStrings) {
    const Json json = read("{a: \"true\", b: '12', c: \"\"}");
    EXPECT_EQ(json["a"], "true");
    EXPECT_EQ(json["b"], "12");
    EXPECT_EQ(json["c"], "");
}

TEST_F(Yaml, ListsAndMapsNest) {
    const Json json = read("list:\n  - {name: x, types: [build, link]}\n  - [1, 2]\nlast: end\n");
    EXPECT_EQ(compact_json(json), R"({"list":[{"name":"x","types":["build","link"]},[1,2]],"last":"end"})");
}

TEST_F(Yaml, NothingIsNull) {
    EXPECT_TRUE(read("a:\nb: 1\n")["a"].is_null());
}

TEST_F(Yaml, AKeyThatStandsTwiceIsNamedWithItsPlace) {
    const std::string message = fault("a: 1\nb: 2\na: 3\n");
    EXPECT_NE(message.find("file.yaml:3:1"), std::string::npos) << message;
    EXPECT_NE(message.find("'a'"), std::string::npos) << message;
}

TEST_F(Yaml, SyntaxErrorsHaveAPlace) {
    const std::string message = fault("a: [1, 2\nb: 3\n");
    EXPECT_NE(message.find("file.yaml:"), std::string::npos) << message;
    EXPECT_EQ(fault("ok: 1").find("file"), std::string::npos);
}

TEST_F(Yaml, AliasesAreRefused) {
    EXPECT_NE(fault("a: &x [1, 1]\nb: [*x, *x]\n").find("not supported"), std::string::npos);
}

TEST_F(Yaml, DeepNestingIsRefused) {
    EXPECT_NE(fault(std::string(100, '[') + std::string(100, ']')).find("nested deeper"), std::string::npos);
}

TEST(Json, KeysKeepTheirOrderAndNonAsciiIsEscaped) {
    Json json = parse_json(R"({"b": 1, "a": "\u00fc"})", "test");
    EXPECT_EQ(compact_json(json), R"({"b":1,"a":"\u00fc"})");
    EXPECT_EQ(pretty_json(json), "{\n  \"b\": 1,\n  \"a\": \"\\u00fc\"\n}\n");
}

TEST(Json, FaultsNameTheOrigin) {
    try {
        parse_json("{\"a\": }", "answer.json");
        FAIL();
    } catch (const Error& e) {
        EXPECT_NE(e.message().find("answer.json"), std::string::npos);
        EXPECT_NE(e.message().find("line 1"), std::string::npos);
    }
}

TEST(Json, DepthIsLimited) {
    EXPECT_THROW(parse_json(std::string(100000, '['), "bomb"), Error);
    EXPECT_NO_THROW(parse_json(std::string(100, '[') + std::string(100, ']'), "fine"));
}

TEST(Json, WhatIsNotUtf8CannotBeWritten) {
    EXPECT_THROW(compact_json(Json(std::string("\xff"))), Error);
}

TEST(JsonTest, LinedFormIsPythonsWithIndentZero) {
    const auto value = parse_json(R"({"a": [1, {"b": "x y"}], "c": {}, "d": [], "e": true})", "test");
    EXPECT_EQ(lined_json(value), "{\n\"a\":[\n1,\n{\n\"b\":\"x y\"\n}\n],\n\"c\":{},\n\"d\":[],\n\"e\":true\n}");
}

}  // namespace
}  // namespace sf
