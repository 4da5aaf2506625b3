#include "cli/views/json.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <utility>

using namespace slurmlic;

TEST_CASE("a JSON string escapes quotes and backslashes, and has no control characters") {
    CHECK(json_string("") == R"("")");
    CHECK(json_string("vcs@lic1/a") == R"("vcs@lic1/a")");
    CHECK(json_string("\"\\") == R"("\"\\")");
    CHECK(json_string("a\nb\rc\td") == R"("abcd")");
    CHECK(json_string(std::string_view("\0\x01\x1f", 3)) == R"("")");
    CHECK(json_string("Müller 山田 🎓") == R"("Müller 山田 🎓")");
}

TEST_CASE("a JSON string is UTF-8 whatever its bytes were") {
    CHECK(json_string("M\xFCller") == "\"M\uFFFDller\"");
    CHECK(json_string("\xE5\xB1\n\xB1") == "\"\uFFFD\uFFFD\"");
    CHECK(json_string("\xED\xA0\x80") == "\"\uFFFD\uFFFD\uFFFD\"");
    CHECK(json_string("a\x7F\xC2\x9B"
                      "b") == R"("ab")");
}

TEST_CASE("a JSON string is never cut") {
    const std::string name(1000, 'x');
    CHECK(json_string(name) == '"' + name + '"');
}

TEST_CASE("JSON values nest, with a comma between two and none behind the last") {
    JsonWriter json;
    json.begin_object();
    json.key("a \"key\"");
    json.value("text");
    json.key("empty");
    json.begin_array();
    json.end_array();
    json.key("nothing");
    json.begin_object();
    json.end_object();
    json.key("list");
    json.begin_array();
    json.value(std::int64_t{1});
    json.begin_object();
    json.key("inner");
    json.null();
    json.end_object();
    json.value(std::vector<std::string>{"x", "y"});
    json.value(std::vector<std::string>{});
    json.end_array();
    json.end_object();
    CHECK(std::move(json).take() == R"({
  "a \"key\"": "text",
  "empty": [],
  "nothing": {},
  "list": [
    1,
    {
      "inner": null
    },
    ["x", "y"],
    []
  ]
}
)");
}

TEST_CASE("JSON counts are written in full, and null where there is none") {
    JsonWriter json;
    json.begin_array();
    json.value(std::numeric_limits<std::int64_t>::min());
    json.value(std::numeric_limits<std::int64_t>::max());
    json.value(std::int64_t{4294967295});
    json.value(std::optional<std::int64_t>(-5));
    json.value(std::optional<std::int64_t>());
    json.end_array();
    CHECK(std::move(json).take() == R"([
  -9223372036854775808,
  9223372036854775807,
  4294967295,
  -5,
  null
]
)");
}
