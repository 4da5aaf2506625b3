#include "core/text/exposition_reader.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "tests/support/scaling.hpp"

using namespace slurmlic;
using slurmlic::testing::is_linear;

namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

/// How many samples there are in a text, of which one line may be none.
std::size_t count(std::string_view text) { return read_exposition(text).size(); }

double value(const std::string& number) {
    const std::vector<Sample> samples = read_exposition("a " + number + "\n");
    REQUIRE(samples.size() == 1);
    return samples[0].value;
}

}    // namespace

TEST_CASE("a text that node_exporter takes is read, whoever wrote it") {
    const std::vector<Sample> samples = read_exposition(
        "# a comment\n"
        "\n"
        "# HELP b Some words, \\\\ and \"quotes\".\n"
        "# TYPE b counter\n"
        "b{x=\"1\",y=\"a\\\\b\\\"c\\nd, e}\"} 1e3\n"
        "  b { y = \"2\" , x = \"\xC3\xBC\", }\t+Inf\n"
        "a:b -1.5 1700000000000\n"
        "_c{}5\n"
        "d+.5\n");
    REQUIRE(samples.size() == 5);
    CHECK(samples[0].name == "b");
    CHECK(samples[0].labels == Labels{{"x", "1"}, {"y", "a\\b\"c\nd, e}"}});
    CHECK(samples[0].value == 1000);
    CHECK(samples[1].labels == Labels{{"y", "2"}, {"x", "\xC3\xBC"}});
    CHECK(samples[1].value == std::numeric_limits<double>::infinity());
    CHECK(samples[2].name == "a:b");
    CHECK(samples[2].value == -1.5);
    CHECK(samples[3].name == "_c");
    CHECK(samples[3].value == 5);
    CHECK(samples[4].value == 0.5);
    CHECK(read_exposition("").empty());
}

TEST_CASE("the value of a label is found by its name, and is empty where there is none") {
    const std::vector<Sample> samples = read_exposition("a{x=\"1\",y=\"2\",x=\"3\"} 1\n");
    REQUIRE(samples.size() == 1);
    CHECK(samples[0].label("x") == "1");
    CHECK(samples[0].label("y") == "2");
    CHECK(samples[0].label("z").empty());
}

TEST_CASE("numbers are read as Prometheus writes them, in every spelling of infinity and of what is no number") {
    CHECK(value("+2.5") == 2.5);
    CHECK(value("1.763e+09") == 1.763e9);
    CHECK(value("-0") == 0);
    CHECK(value("-Inf") == -std::numeric_limits<double>::infinity());
    CHECK(value("+inf") == std::numeric_limits<double>::infinity());
    CHECK(std::isnan(value("NaN")));
    for (const std::string number : {"", "0x10", "1,5", "+-5", "++5", "nan(1)", "1e999", "12x", "one", "-"}) {
        CAPTURE(number);
        CHECK(count("a " + number + "\n") == 0);
    }
}

TEST_CASE("a line that is no sample is passed over, and those around it are read") {
    for (const std::string line :
         {"a",           "1a 1",      "a1{ 1",     "a{x=1} 1",    "a{x=\"\\t\"} 1", "a{x=\"1\"y=\"2\"} 1", "a{x} 1",
          "a{x=\"1} 1",  "a{x=\"1\\", "a{x=\"1\"", "a{x=\"1\"} ", "a{1x=\"1\"} 1",  "a{,x=\"1\"} 1",       "a{x:y=\"1\"} 1",
          "a 1 now",     "a 1 2 3",

          "{\"a.b\"} 1", "=",         "\xFF 1",    "a \x01",      "#a 1",           " # TYPE a gauge"}) {
        CAPTURE(line);
        const std::vector<Sample> samples = read_exposition("before 1\n" + line + "\nafter 2\n");
        REQUIRE(samples.size() == 2);
        CHECK(samples[0].name == "before");
        CHECK(samples[1].name == "after");
    }
}

TEST_CASE("a last line without a line end may have been cut, and is passed over") {
    CHECK(count("a 1\nb 23") == 1);
    CHECK(count("a 1\r\nb 23\r\n") == 2);
    CHECK(count("a 1") == 0);
}

TEST_CASE("only the names that begin with one of the prefixes are read") {
    const std::string text = "ab 1\na{x=\"1\"} 2\n  abc 3\nb 4\n# HELP ab Words.\n";
    CHECK(read_exposition(text, {"ab", "c"}).size() == 2);
    CHECK(read_exposition(text, {"ab", "a", "b"}).size() == 4);
    CHECK(read_exposition(text, {"x"}).empty());
}

TEST_CASE("an exposition twice as long takes at most three times as long to read") {
    const auto generate = [](std::size_t size) {
        std::string text = "a{";    // a sample of many labels, then one that never ends
        for (std::size_t i = 0; i < size; ++i) text += "x=\"\\\\\",";
        text += "} 1\na{x=\"" + std::string(10 * size, 'x') + "\n";
        for (std::size_t i = 0; i < size; ++i) text += "a{x=\"" + std::to_string(i) + "\"} 1\na{x=\"\n";
        return text;
    };
    CHECK(read_exposition(generate(1000)).size() == 1001);
    CHECK(is_linear(
        generate, [](const std::string& text) { read_exposition(text); }, 100'000));
}
