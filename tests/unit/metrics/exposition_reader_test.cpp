#include "core/metrics/exposition_reader.hpp"

#include <doctest/doctest.h>

using namespace slurmlic;

namespace {

std::string problem(std::string_view text) { return read_textfile(text).problem; }

using Names = std::vector<std::string>;

}    // namespace

TEST_CASE("a textfile that node_exporter takes has no problem, whoever wrote it") {
    const TextfileReading reading = read_textfile(
        "# a comment\n"
        "\n"
        "# HELP b Some words, \\\\ and \"quotes\".\n"
        "# TYPE b counter\n"
        "b{x=\"1\",y=\"a\\\\b\\\"c\\nd, e}\"} 1e3\n"
        "  b { y = \"2\" , x = \"\xC3\xBC\", }\t+Inf\n"
        "b 0x\n");
    CHECK(reading.problem == "line 7: expected a number, got \"0x\"");
    CHECK(reading.names == Names{"b"});
    CHECK(problem("a:b 1\n_c{l=\"\"} NaN\nd -1.5\n# TYPE e untyped\n#HELP\n# TYPES of things\n") == "");
    CHECK(problem("") == "");
    CHECK(read_textfile("# HELP z Last.\nb 1\na 2\nb{x=\"1\"} 3\n").names == Names{"a", "b", "z"});
}

TEST_CASE("what node_exporter refuses, or loses without a word, is told with its line") {
    CHECK(problem("a 1\nb 2") == "line 2: expected a line end behind the last line");
    CHECK(problem("a 1\r\n") == "line 1: expected LF alone as the line end, got CR LF");
    CHECK(problem("a 1 1700000000000\n") ==
          "line 1: expected nothing behind the value: node_exporter refuses blanks and timestamps, got \" 1700000000000\"");
    CHECK(problem("a 1 \n") ==
          "line 1: expected nothing behind the value: node_exporter refuses blanks and timestamps, got \" \"");
    CHECK(problem("a\n") == "line 1: expected a number, got \"\"");
    CHECK(problem("a nan(1)\n") == "line 1: expected a number, got \"nan(1)\"");
    CHECK(problem("1a 1\n") == "line 1: expected the name of a metric, got \"1a 1\"");
    CHECK(problem("a{x=1} 1\n") ==
          "line 1: expected a label's value in quotes, with \\\\, \\\" and \\n alone escaped, got \"x=1} 1\"");
    CHECK(problem("a{x=\"\\t\"} 1\n") ==
          "line 1: expected a label's value in quotes, with \\\\, \\\" and \\n alone escaped, got \"x=\"\\t\"} 1\"");
    CHECK(problem("a{x=\"1\"y=\"2\"} 1\n") == "line 1: expected a comma or } behind a label, got \"y=\"2\"} 1\"");
    CHECK(problem("a{x} 1\n") == "line 1: expected a label and =, got \"x} 1\"");
    CHECK(problem("a{__x=\"1\"} 1\n") == "line 1: expected no label that begins with __, got \"__x\"");
    CHECK(problem("a{x=\"\",x=\"1\"} 1\n") == "line 1: expected each label once, got \"x\"");
    CHECK(problem("a{x=\"\xFC\"} 1\n") == "line 1: expected UTF-8, got \"\xEF\xBF\xBD\"");
    CHECK(problem("# HELP a \xFC\n") == "line 1: expected UTF-8, got \" \xEF\xBF\xBD\"");
    CHECK(problem("# HELP a b\n# HELP a b\n") == "line 2: a has HELP twice");
    CHECK(problem("# TYPE a gauge\n# TYPE a gauge\n") == "line 2: a has TYPE twice");
    CHECK(problem("a 1\n# TYPE a gauge\n") == "line 2: a has TYPE behind its samples");
    CHECK(problem("# TYPE a gage\n") == "line 1: expected a type such as gauge, got \"gage\"");
    CHECK(problem("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\",z=\"\"} 2\n") ==
          "line 2: expected each series once, got \"a{y=\"2\",x=\"1\",z=\"\"} 2\"");
}

TEST_CASE("the value of a series is found by how its line begins") {
    const std::string text = "ab 1\na 2.5\na{x=\"1\"} 3\n";
    CHECK(value_in_textfile(text, "a") == 2.5);
    CHECK(value_in_textfile(text, "a{x=\"1\"}") == 3);
    CHECK_FALSE(value_in_textfile(text, "b").has_value());
    CHECK_FALSE(value_in_textfile("a x\n", "a").has_value());
}
