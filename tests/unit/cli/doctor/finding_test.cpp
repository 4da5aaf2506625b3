#include "cli/doctor/finding.hpp"

#include <doctest/doctest.h>

using namespace slurmlic;

namespace {

const std::vector<Finding> some{
    {Health::ok, "slurm", "3 licenses", ""},
    {Health::warn, "flexlm:a-very-long-name", "server lic3 is down", "start it"},
    {Health::bad, "file", "/var/lib/prometheus/node-exporter/slurm_licenses.prom is not there", "publish it"}};

}    // namespace

TEST_CASE("findings are lines with their health first, however narrow the terminal") {
    CHECK(findings_text(some, {}) ==
          "ok    slurm             3 licenses\n"
          "warn  flexlm:a-very-long-name  server lic3 is down; mend: start it\n"
          "bad   file              /var/lib/prometheus/node-exporter/slurm_licenses.prom is not there; mend: publish it\n");
    ViewStyle narrow;
    narrow.columns = 20;
    CHECK(findings_text({some[2]}, narrow) ==
          "bad   file  /var/lib/prometheus/node-exporter/slurm_licenses.prom is not there; mend: publish it\n");
}

TEST_CASE("findings have colours where the style has, in the first word alone") {
    ViewStyle style;
    style.colours = true;
    CHECK(findings_text({{Health::bad, "x", "y", ""}}, style) == "\x1b[31mbad\x1b[0m   x  y\n");
}

TEST_CASE("a finding is one line of printable text, whatever was found") {
    CHECK(findings_text({{Health::bad, "a\nb", "c\nd\x1b[0m", "e\xff"}}, {}) ==
          "bad   a\\x0ab  c\\x0ad\\x1b[0m; mend: e\xEF\xBF\xBD\n");
}

TEST_CASE("findings as JSON have the four members, and no findings are an empty array") {
    CHECK(findings_json({some[1]}) == R"([
  {
    "status": "warn",
    "subject": "flexlm:a-very-long-name",
    "finding": "server lic3 is down",
    "mend": "start it"
  }
]
)");
    CHECK(findings_json({}) == "[]\n");
}

TEST_CASE("ages are short") {
    CHECK(age_text(119) == "119 s");
    CHECK(age_text(180) == "3 min");
    CHECK(age_text(7200) == "2 h");
}
